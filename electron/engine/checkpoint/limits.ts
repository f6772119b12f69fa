/**
 * Bounds that a file must keep. Each is far above what training code writes, and low enough that a hostile file costs
 * neither minutes nor memory: all of them together stay under 1 GB.
 */
const MB = 1024 * 1024

export const limits = {
  /** Bytes of one pickle. A Swin-L state dict with its optimizer has about 1 MB. */
  pickleBytes: 64 * MB,
  /** About 40 per tensor with its optimizer state. */
  opcodes: 4_000_000,
  stack: 1_000_000,
  /** Open marks, that is containers inside containers. Python's own recursion limit allows some hundred. */
  marks: 1_000,
  /** Highest memo index. */
  memo: 2_000_000,
  textBytes: 16 * MB,
  /** Module and class names. */
  globalBytes: 512,
  /** Bytes of one arbitrary integer; NumPy's generators store 16. */
  integerBytes: 256,

  zipEntries: 200_000,
  zipNameBytes: 1_024,
  /** Inflated size of one deflated entry, and of all that a state dict needs. PyTorch stores without compression. */
  inflatedBytes: 128 * MB,
  inflatedTotal: 2_048 * MB,
  /** Inflated to deflated, for entries over 1 MB. Trained weights shrink to about 0.9. */
  inflationRatio: 100,

  /** The format's own limit. */
  safetensorsHeader: 100_000_000,
  jsonDepth: 8,
  /** A tensor is about 9 values. */
  jsonValues: 1_500_000,

  tensors: 100_000,
  nameLength: 1_024,
  dimensions: 64,
  /** Values of one tensor, and of the part of its storage that a strided tensor spans: 256 MB as fp32. */
  tensorValues: 64 * MB,
  /** A tensor may repeat storage values (stride 0) up to this many. */
  repeatedValues: 4 * MB,
  /** All tensors as fp32 may take this many times the bytes that back them, plus a fixed part: int8 widens by 4, and weights may be shared. */
  widening: 8,
  wideningBytes: 64 * MB
} as const
