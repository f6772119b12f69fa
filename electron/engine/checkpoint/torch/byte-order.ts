import { Finding } from '../finding'

/** For files of IBM Z, SPARC and the like. */
export function bigEndian(): Finding {
  return new Finding('unsupported', 'The checkpoint is big-endian', {
    why: 'It was saved on a machine that stores the highest byte first; the studio reads little-endian values.',
    fix: 'Load it in PyTorch on a PC or Mac and save it again with torch.save.', detail: 'byteorder big'
  })
}
