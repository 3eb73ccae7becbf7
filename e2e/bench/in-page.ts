// What runs inside the pages that are measured: functions that are sent to them as they stand, and so use nothing around them.

/** Waits until the room says that it shows the frame, or that it cannot say. */
export const settles = (frame: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const readout = document.querySelector<HTMLElement>('[data-testid=frame]');
    if (readout === null) return reject(new Error('the room shows no frame'));
    const limit = setTimeout(() => done('gave up'), 20_000);
    const done = (proof: string) => {
      clearTimeout(limit);
      observer.disconnect();
      resolve(proof);
    };
    const look = () => {
      const { proof = '' } = readout.dataset;
      if (proof === 'not_verified' || (proof === 'proven' && readout.textContent === String(frame))) done(proof);
    };
    const observer = new MutationObserver(look);
    observer.observe(readout, { attributes: true, childList: true, characterData: true, subtree: true });
    look();
  });

/** Goes to a timecode as one pastes it. */
export const goesTo = (label: string): void => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', label);
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
};

/** As `goesTo`: milliseconds until the picture of the frame is reported by the browser, as in `seekBare`. */
export const seekInRoom = ({ label, frame, num, den }: { label: string; frame: number; num: number; den: number }): Promise<{ ms: number; frame: number }> =>
  new Promise((resolve) => {
    const video = document.querySelector('[data-testid=picture] video') as HTMLVideoElement;
    const limit = setTimeout(() => resolve({ ms: 20_000, frame: -1 }), 20_000);
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', label);
    const began = performance.now();
    const arm = () =>
      video.requestVideoFrameCallback((_now, { mediaTime }) => {
        const shown = Math.round((mediaTime * num) / den);
        if (shown !== frame) return arm();
        clearTimeout(limit);
        resolve({ ms: performance.now() - began, frame: shown });
      });
    arm();
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });

/** The same with nothing but hls.js and a video element: until the picture of the frame is reported. */
export const seekBare = ({ frame, num, den }: { frame: number; num: number; den: number }): Promise<{ ms: number; frame: number }> =>
  new Promise((resolve) => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const began = performance.now();
    const limit = setTimeout(() => resolve({ ms: performance.now() - began, frame: -1 }), 20_000);
    const arm = () =>
      video.requestVideoFrameCallback((_now, { mediaTime }) => {
        const shown = Math.round((mediaTime * num) / den);
        if (shown !== frame) return arm();
        clearTimeout(limit);
        resolve({ ms: performance.now() - began, frame: shown });
      });
    arm();
    video.currentTime = ((frame + 0.5) * den) / num;
  });

export const isBuffered = ({ frame, num, den }: { frame: number; num: number; den: number }): boolean => {
  const { buffered } = document.querySelector('video') as HTMLVideoElement;
  const time = ((frame + 0.5) * den) / num;
  return Array.from({ length: buffered.length }, (_, index) => index).some((index) => buffered.start(index) <= time && time < buffered.end(index) - 0.5);
};

/** Drawings of the page in a second, while `move` is called before each. */
export const drawingsPerSecond = (seconds: number): Promise<{ perSecond: number; longestMs: number }> =>
  new Promise((resolve) => {
    const canvas = document.querySelector<HTMLElement>('[data-part=timeline] canvas');
    if (canvas === null) throw new Error('there is no timeline');
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const began = performance.now();
    let before = began;
    let drawings = 0;
    let longestMs = 0;
    const step = (now: number) => {
      const wayBack = Math.floor((now - began) / 1000) % 2 === 1;
      canvas.dispatchEvent(new WheelEvent('wheel', { deltaX: wayBack ? -60 : 60, clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true }));
      drawings += 1;
      longestMs = Math.max(longestMs, now - before);
      before = now;
      if (now - began < seconds * 1000) requestAnimationFrame(step);
      else resolve({ perSecond: (drawings * 1000) / (now - began), longestMs });
    };
    requestAnimationFrame(step);
  });
