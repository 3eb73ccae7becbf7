// Picture and channels before a review: bars from black to white with one-pixel lines at the edges, so that cropping and
// scaling are seen, and a tone on each channel in turn with its name, so that a loudspeaker in the wrong place is heard.

const CHANNELS = ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'] as const;
const TONE_HZ = 440;
const LFE_HZ = 60;
const EACH_MS = 1_500;
const STEPS = 11;

export class TestCard {
  readonly #canvas = document.createElement('canvas');
  readonly #name = document.createElement('p');
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly host: HTMLElement) {
    this.#name.className = 'channel';
  }

  show(): void {
    this.host.replaceChildren(this.#canvas, this.#name);
    this.host.hidden = false;
    this.#draw();
    this.#soundOn();
  }

  hide(): void {
    clearInterval(this.#timer);
    void this.#context?.close();
    this.#context = null;
    this.host.hidden = true;
    this.host.replaceChildren();
  }

  #draw(): void {
    const width = Math.round(innerWidth * devicePixelRatio);
    const height = Math.round(innerHeight * devicePixelRatio);
    Object.assign(this.#canvas, { width, height });
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    for (let step = 0; step < STEPS; step += 1) {
      const level = Math.round((step * 255) / (STEPS - 1));
      context.fillStyle = `rgb(${level} ${level} ${level})`;
      context.fillRect(Math.floor((step * width) / STEPS), 0, Math.ceil(width / STEPS), height / 2);
    }
    ['#b4b4b4', '#b4b40c', '#0cb4b4', '#0cb40c', '#b40cb4', '#b40c0c', '#0c0cb4'].forEach((colour, at) => {
      context.fillStyle = colour;
      context.fillRect(Math.floor((at * width) / 7), height / 2, Math.ceil(width / 7), height / 2);
    });
    context.strokeStyle = '#ffffff';
    for (let inset = 0.5; inset < 12; inset += 4) context.strokeRect(inset, inset, width - 2 * inset, height - 2 * inset);
  }

  #soundOn(): void {
    const context = new AudioContext();
    this.#context = context;
    const out = Math.min(context.destination.maxChannelCount, CHANNELS.length);
    const channels = out < CHANNELS.length ? 2 : CHANNELS.length;
    context.destination.channelCount = channels;
    context.destination.channelInterpretation = 'discrete';
    let at = 0;
    const next = () => {
      const name = CHANNELS[at % channels] ?? 'L';
      this.#name.textContent = `${name} · ${channels === 2 ? '2.0' : '5.1'}`;
      tone(context, at % channels, channels, name === 'LFE' ? LFE_HZ : TONE_HZ);
      at += 1;
    };
    next();
    this.#timer = setInterval(next, EACH_MS);
  }
}

function tone(context: AudioContext, channel: number, channels: number, hertz: number): void {
  const source = new OscillatorNode(context, { frequency: hertz });
  const level = new GainNode(context, { gain: 0.1 });
  const merger = new ChannelMergerNode(context, { numberOfInputs: channels });
  source.connect(level).connect(merger, 0, channel).connect(context.destination);
  source.start();
  source.stop(context.currentTime + (EACH_MS - 300) / 1000);
}
