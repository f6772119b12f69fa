/**
 * Names that have no place in a checkpoint: they run commands, load code or reach the machine. Nothing is ever looked up here,
 * so this is not what keeps the studio safe; it tells the user that the file was built to attack whoever loads it in Python.
 */
const modules = new Set([
  'os', 'posix', 'nt', 'subprocess', '_posixsubprocess', 'pty', 'popen2', 'sys', 'shutil', 'socket', '_socket', 'ssl', 'ctypes', '_ctypes', 'cffi',
  'importlib', 'imp', 'pkgutil', 'runpy', 'zipimport', 'codeop', 'pdb', 'bdb', 'webbrowser', 'http', 'httplib', 'urllib', 'urllib2', 'requests', 'aiohttp',
  'ftplib', 'smtplib', 'telnetlib', 'xmlrpc', 'multiprocessing', 'asyncio', 'pickle', '_pickle', 'cPickle', 'marshal', 'shelve', 'pip', 'ensurepip', 'pydoc'
])

const builtins = new Set(['eval', 'exec', 'execfile', 'compile', 'open', 'file', '__import__', 'input', 'raw_input', 'breakpoint', 'delattr', 'globals', 'locals', 'vars', 'apply', 'help'])

const others = new Set([
  'types.CodeType', 'types.FunctionType', 'types.LambdaType', 'operator.attrgetter', 'operator.methodcaller', '_operator.attrgetter', '_operator.methodcaller',
  'code.interact', 'code.InteractiveInterpreter', 'code.InteractiveConsole', 'commands.getoutput', 'commands.getstatusoutput', 'platform.popen',
  'timeit.timeit', 'timeit.repeat', 'timeit.main', 'timeit.Timer', 'profile.run', 'profile.runctx', 'cProfile.run', 'cProfile.runctx', 'trace.Trace',
  'torch.load', 'torch.serialization.load', 'torch.hub.load', 'torch.jit.load', 'torch.utils.cpp_extension.load', 'torch.utils.cpp_extension.load_inline',
  'numpy.load', 'numpy.testing._private.utils.runstring', 'bz2.open', 'gzip.open', 'lzma.open', 'io.open', '_io.open', 'io.FileIO', '_io.FileIO', 'io.open_code', 'codecs.open'
])

/** Python follows dots in a name as attributes, so `torch.serialization` with the name `os.system` reaches `os`. */
const attributes = new Set(['os', 'posix', 'nt', 'subprocess', 'sys', 'builtins', '__builtin__', '__builtins__'])

/** True for a class or function by which a pickle attacks. */
export function isDangerous(module: string, name: string): boolean {
  const root = module.split('.', 1)[0] ?? ''
  const [first = '', ...more] = name.split('.')
  if (modules.has(root) || others.has(`${module}.${name}`)) return true
  if ((root === 'builtins' || root === '__builtin__' || root === '__builtins__') && builtins.has(first)) return true
  return more.length > 0 && [first, ...more.slice(0, -1)].some((part) => attributes.has(part))
}
