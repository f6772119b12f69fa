/** Endings of the files that the studio reads, lower case and without the dot. A file's content has the last word. */
export const imageEndings: readonly string[] = ['png', 'jpg', 'jpeg', 'jpe', 'jfif', 'webp', 'bmp', 'dib']
export const modelEndings: readonly string[] = ['pth', 'pt', 'safetensors', 'onnx']
