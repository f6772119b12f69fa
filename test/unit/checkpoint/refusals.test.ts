import { existsSync, mkdirSync, writeFileSync, chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../../electron/engine/checkpoint'
import { code, dictPickle, floats, global, legacyFile, safetensorsFile, tensor, text, torchZip, zipFile } from '../../fixtures/checkpoint/build'
import { containing, file, fixtures, matching, path, refusal } from './support'

describe('files of PyTorch that are not opened', () => {
  const cases: [string, string, string, RegExp?][] = [
    ['two-dicts.pth', 'unsupported', 'It is not clear which state dict to open', /generator, discriminator/],
    ['optimizer-only.pth', 'unsupported', 'There is no state dict in this file', /optimizer, epoch/],
    ['one-tensor.pth', 'unsupported', 'There is no state dict in this file', /a single tensor/],
    ['list.pth', 'unsupported', 'There is no state dict in this file', /a list of 1 value/],
    ['quantised.pth', 'unsupported', 'A tensor is stored in a form the studio does not read', /w: it is quantised/],
    ['sparse.pth', 'unsupported', 'A tensor is stored in a form the studio does not read', /w: it is sparse/],
    ['meta.pth', 'unsupported', 'A tensor is stored in a form the studio does not read', /meta tensor/],
    ['complex.pth', 'unsupported', 'A tensor is stored in a form the studio does not read', /ComplexFloatStorage/],
    ['float8.pth', 'unsupported', 'A tensor is stored in a form the studio does not read', /torch\.float8_e4m3fn/],
    ['torchscript.pt', 'unsupported', 'This is a TorchScript archive, not a checkpoint', /torch\.jit\.save/],
    ['plain.pkl', 'unsupported', 'This is a plain pickle, not a checkpoint'],
    ['plain-tensors.pkl', 'unsupported', 'This is a plain pickle, not a checkpoint'],
    ['big-endian.pth', 'unsupported', 'The checkpoint is big-endian'],
    ['legacy-big-endian.pth', 'unsupported', 'The checkpoint is big-endian'],
    ['missing-storage.pth', 'unreadable', 'The file is damaged', /storage 0 of the tensor w/],
    ['short-storage.pth', 'unreadable', 'The file is damaged', /12 bytes instead of 16/],
    ['outside.pth', 'unreadable', 'The file is damaged', /tensor w needs bytes/]
  ]
  it.each(cases)('%s', async (name, errorCode, message, why = /./) => {
    expect(await refusal(join(fixtures, name))).toMatchObject({ code: errorCode, message, why: matching(why) })
  })

  it.each([
    ['whole-module.pth', 'models.ada_swin.AdaSwin'], ['legacy-whole-module.pth', 'models.ada_swin.AdaSwin'],
    ['module-under-model.pth', 'models.ada_swin.AdaSwin'], ['unknown-dict.pth', 'engine.dicts.Wrapped']
  ])('%s needs code', async (name, type) => {
    const error = await refusal(join(fixtures, name))
    expect(error).toMatchObject({
      code: 'refused', message: 'This checkpoint needs code that the studio will not run', why: containing(type),
      snippet: `# once, where the model was trained\ntorch.save(model.state_dict(), "${name.replace('.pth', '')}_weights.pth")`
    })
    expect(error.checks?.map((c) => c.state)).toEqual(['ok', 'ok', 'failed', 'not-reached'])
    expect(error.checks?.[2]).toMatchObject({ label: matching(/^Class that is not allowed at byte [\d\u202f]+, opcode GLOBAL$/), detail: type })
  })
})

it('does not take other weights for those of a module that needs code', async () => {
  const net = code(global('models.net', 'Net'), ')', 0x81, '}', text('_modules'), '}sb')
  const sd = dictPickle({ w: tensor({ length: 1, shape: [1] }) }).subarray(2, -1)
  expect(await refusal(file(torchZip(dictPickle({ model: net, statistics: sd }), { 0: floats(1) })))).toMatchObject({ code: 'refused', why: containing('models.net.Net') })
})

describe('attacks', () => {
  const marker = '/tmp/adamtl-studio-was-here'

  it('names the function and runs nothing', async () => {
    const error = await refusal(join(fixtures, 'attack.pth'))
    expect(error).toMatchObject({ code: 'refused', message: 'This file would run a command when loaded in Python', why: containing('posix.system') })
    expect(error.checks?.find((c) => c.state === 'failed')).toMatchObject({ label: matching(/^Function that is never allowed at byte \d+, opcode GLOBAL$/), detail: 'posix.system' })
    expect(existsSync(marker)).toBe(false)
  })

  it.each([
    ['os', 'system'], ['nt', 'system'], ['subprocess', 'Popen'], ['builtins', 'eval'], ['__builtin__', 'execfile'], ['builtins', 'exec'], ['runpy', '_run_code'], ['torch.serialization', 'os.system'],
    ['torch', 'functools.builtins.eval'], ['webbrowser', 'open'], ['importlib', 'import_module'], ['pickle', 'loads'], ['operator', 'attrgetter'], ['torch.hub', 'load'], ['sys', 'modules']
  ])('%s.%s', async (module, name) => {
    const attack = code(global(module, name), text('touch ' + marker), 0x85, 'R')
    for (const bytes of [torchZip(dictPickle({ w: tensor({ length: 1, shape: [1] }), x: attack }), { 0: floats(1) }), legacyFile(dictPickle({ x: attack }), [], []), code(0x80, 2, attack, '.')])
      expect(await refusal(file(bytes))).toMatchObject({ code: 'refused', why: containing(`${module}.${name}`) })
  })

  it('is named even where the pickle is damaged after it', async () => {
    expect(await refusal(file(torchZip(code(0x80, 2, global('os', 'system'), 'R'))))).toMatchObject({ code: 'refused', why: containing('os.system') })
  })

  it('spells out control characters of a name as replacement marks', async () => {
    const error = await refusal(file(torchZip(dictPickle({ x: code(global('os', 'sys\u001b[31mtem'), ')R') }))))
    expect(error.why).toContain('os.sys\ufffd[31mtem')
  })

  it.each([['yacs.config', 'CfgNode'], ['argparse', 'Namespace'], ['my.os.tools', 'Config'], ['code.models', 'Net'], ['builtins', 'getattr'], ['functools', 'partial'], ['torch.nn.modules.loss', 'CrossEntropyLoss']])('%s.%s beside the state dict stays inert', async (module, name) => {
    const sd = dictPickle({ w: tensor({ length: 1, shape: [1] }) }).subarray(2, -1)
    const checkpoint = await openCheckpoint(file(torchZip(dictPickle({ model: sd, config: code(global(module, name), ')R}', text('a'), text('b'), 'sb') }), { 0: floats(4) })))
    expect([...(await checkpoint.read('w'))]).toEqual([4])
    await checkpoint.close()
  })
})

describe('what is not a checkpoint', () => {
  const cases: [string, Uint8Array | string, string, RegExp, string?][] = [
    ['an empty file', '', 'unreadable', /^The file is empty$/],
    ['a web page', '<!DOCTYPE html><html><title>Sign in</title>', 'unsupported', /web page/],
    ['an error in XML', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'unsupported', /web page/],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 114200000\n', 'incomplete', /Git LFS/],
    ['text', 'Not found', 'unsupported', /text file/],
    ['zeros', new Uint8Array(4096), 'incomplete', /cut short/],
    ['noise', Buffer.from('d3a1b0f5c8e09911223344556677889900aabb', 'hex'), 'unsupported', /not known/],
    ['HDF5', '\x89HDF\r\n\x1a\n\0\0', 'unsupported', /HDF5/],
    ['TensorFlow Lite', '\x1c\0\0\0TFL3', 'unsupported', /TensorFlow Lite/],
    ['NumPy', '\x93NUMPY\x01\0', 'unsupported', /NumPy array/],
    ['gzip', '\x1f\x8b\x08', 'unsupported', /gzip/],
    ['ONNX by content', '\x08\x08\x12\x07pytorch', 'unsupported', /ONNX/],
    ['ONNX by name', 'anything', 'unsupported', /ONNX/, 'model.onnx'],
    ['a tar', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0')]), 'unsupported', /tar archive/],
    ['a zip without data.pkl', zipFile([{ name: 'readme.txt', data: Buffer.from('hello') }]), 'unsupported', /not a PyTorch checkpoint/],
    ['an empty zip', zipFile([]), 'unsupported', /not a PyTorch checkpoint/],
    ['a zip around a checkpoint', zipFile([{ name: 'run/best.pth', data: Buffer.from('x') }]), 'unsupported', /zip around a model file/],
    ['Keras 3', zipFile([{ name: 'config.json', data: Buffer.from('{}') }, { name: 'model.weights.h5', data: Buffer.from('x') }]), 'unsupported', /Keras/],
    ['a NumPy archive', zipFile([{ name: 'a.npy', data: Buffer.from('x') }]), 'unsupported', /NumPy archive/],
    ['a cut pickle', code(0x80, 2, '}X', 9, 0, 0, 0, 'abc'), 'incomplete', /cut short/]
  ]
  it.each(cases)('%s', async (_, bytes, errorCode, message, name) => {
    const at = file(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes, name)
    expect(await refusal(at)).toMatchObject({ code: errorCode, message: matching(message) })
  })

  it('a missing file', async () => {
    expect(await refusal(path('none.pth'))).toMatchObject({ code: 'not-found', message: 'There is no such file' })
    expect(await refusal(join(file('x'), 'below.pth'))).toMatchObject({ code: 'not-found' })
  })

  it('a folder, and what to choose in it', async () => {
    mkdirSync(path('run'))
    writeFileSync(path('run/best.pth'), 'x')
    expect(await refusal(path('run'))).toMatchObject({ code: 'unsupported', message: 'This is a folder, not a checkpoint', fix: containing('best.pth') })
    writeFileSync(path('run/saved_model.pb'), 'x')
    expect(await refusal(path('run'))).toMatchObject({ message: 'This is a TensorFlow SavedModel folder' })
  })

  it.skipIf(process.platform === 'win32')('a file without permission, and a device', async () => {
    const at = file('x')
    chmodSync(at, 0)
    const root = process.getuid?.() === 0
    if (root) process.seteuid?.(65534)
    try {
      expect(await refusal(at)).toMatchObject({ code: 'unreadable', message: 'The file may not be read', why: containing('EACCES') })
    } finally {
      if (root) process.seteuid?.(0)
    }
    expect(await refusal('/dev/null')).toMatchObject({ code: 'unsupported', message: 'This is not a regular file' })
  })
})

describe('cut files', () => {
  it('are incomplete wherever they end', async () => {
    const bytes = torchZip(dictPickle({ w: tensor({ length: 4, shape: [4] }) }), { 0: floats(1, 2, 3, 4) })
    for (const keep of [40, 200, bytes.length - 23, bytes.length - 1]) expect((await refusal(file(bytes.subarray(0, keep)))).code, `${keep}`).toBe('incomplete')
    const legacy = legacyFile(dictPickle({ w: tensor({ length: 4, shape: [4] }) }), ['0'], [Buffer.from('0400000000000000', 'hex'), floats(1, 2, 3, 4)])
    for (const keep of [30, legacy.length - 20, legacy.length - 1]) expect((await refusal(file(legacy.subarray(0, keep)))).code, `${keep}`).toBe('incomplete')
    const safe = safetensorsFile('{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}', floats(1, 2, 3, 4))
    for (const keep of [30, safe.length - 1]) expect((await refusal(file(safe.subarray(0, keep)))).code, `${keep}`).toBe('incomplete')
  })
})
