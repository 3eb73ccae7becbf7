// Files as people choose them: a folder, several files, or a folder dropped on the page. Paths are relative to the
// delivery's own folder, with forward slashes.

export interface ChosenFile {
  readonly path: string;
  readonly file: File;
}

/** What operating systems leave in folders and nobody wants delivered. */
const isLitter = (path: string) => /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)$/i.test(path);

/** One folder around everything is the delivery's folder itself: its name is not part of the paths. */
export const relativePaths = (files: readonly ChosenFile[]): ChosenFile[] => {
  const wanted = files.filter(({ path }) => !isLitter(path)).map(({ path, file }) => ({ path: path.replace(/^\/+/, ''), file }));
  const [first] = wanted;
  const folder = first?.path.includes('/') === true ? first.path.slice(0, first.path.indexOf('/') + 1) : '';
  const isAround = folder !== '' && wanted.every(({ path }) => path.startsWith(folder));
  return wanted
    .map(({ path, file }) => ({ path: isAround ? path.slice(folder.length) : path, file }))
    .sort((a, b) => a.path.localeCompare(b.path));
};

export const fromInput = (files: FileList): ChosenFile[] =>
  relativePaths([...files].map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file })));

/** A reader gives at most a hundred entries at a time, and an empty list at the end. */
const readAll = async (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> => {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
};

const walk = async (entry: FileSystemEntry): Promise<ChosenFile[]> => {
  if (entry.isDirectory) {
    const inside = await readAll((entry as FileSystemDirectoryEntry).createReader());
    return (await Promise.all(inside.map(walk))).flat();
  }
  const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
  return [{ path: entry.fullPath, file }];
};

export const fromDrop = async (items: DataTransferItemList): Promise<ChosenFile[]> => {
  // The list is emptied as soon as the event is over: entries are taken first.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return relativePaths((await Promise.all(entries.map(walk))).flat());
};
