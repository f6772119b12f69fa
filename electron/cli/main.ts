/** Entry of the command line. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { faultSchema, type Fault } from '@shared/rpc/device-calls'
import { layoutSchema } from '@shared/sweep/dataset'
import { studioVersion } from '../engine/version'
import { devicesCommand } from './devices-command'
import { doctorCommand } from './doctor-command'
import { generateCommand } from './generate-command'
import { importCommand } from './import-command'
import { inspectCommand } from './inspect-command'
import { simulateCommand } from './simulate-command'
import { profileCommand } from './profile-command'
import { sweepCommand } from './sweep-command'
import { tuneCommand } from './tune-command'
import { drained, exitCodeOf, explain, toleratePipes } from './terminal'

function probability(text: string): number {
  const p = Number(text)
  if (text.trim() === '' || !(p >= 0 && p <= 1)) throw new InvalidArgumentError('a probability from 0 to 1 is expected.')
  return p
}

function share(text: string): number {
  const n = Number(text)
  if (text.trim() === '' || !(n > 0 && n <= 2)) throw new InvalidArgumentError('a share of the static MACs is expected, for example 0.6.')
  return n
}

function whole(text: string): number {
  const n = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(n)) throw new InvalidArgumentError('a whole number is expected.')
  return n
}

function port(text: string): number {
  const n = whole(text)
  if (n < 1024 || n > 65535) throw new InvalidArgumentError('a port from 1024 to 65535 is expected.')
  // Every adb server looks for emulators there by itself, and would list the device twice.
  if (n >= 5555 && n <= 5585) throw new InvalidArgumentError('adb keeps 5555 to 5585 for emulators.')
  return n
}

function faults(text: string, before: Fault[] = []): Fault[] {
  const fault = faultSchema.safeParse(text)
  if (!fault.success) throw new InvalidArgumentError(`one of ${faultSchema.options.join(', ')} is expected.`)
  return [...before, fault.data]
}

/** Seeds are 32-bit numbers; a larger one would silently stand for a smaller. */
function seed(text: string): number {
  const n = whole(text)
  if (n > 0xffffffff) throw new InvalidArgumentError('a seed from 0 to 4294967295 is expected.')
  return n
}

function threads(text: string): number {
  const n = whole(text)
  // ONNX Runtime would start as many as asked for, whatever the machine can carry.
  if (n < 1 || n > 64) throw new InvalidArgumentError('1 to 64 threads are possible.')
  return n
}

/** An empty path would mean the current folder. */
function place(text: string): string {
  if (text === '') throw new InvalidArgumentError('a path is expected.')
  return text
}

const places = (text: string, before: string[] = []): string[] => [...before, place(text)]

const wholes = (text: string): number[] => text.split(',').map((t) => whole(t.trim()))

function forced(text: string, known: Record<string, 'on' | 'off'> = {}): Record<string, 'on' | 'off'> {
  const m = /^(s\d+\.b\d+)=(on|off)$/.exec(text)
  if (!m) throw new InvalidArgumentError('ID=on or ID=off is expected, for example s2.b3=off.')
  return { ...known, [m[1]!]: m[2] === 'on' ? 'on' : 'off' }
}

const probabilities = (text: string): number[] => [...new Set(text.split(',').map((t) => probability(t.trim())))]

function positive(text: string): number {
  const n = whole(text)
  if (n < 1) throw new InvalidArgumentError('at least 1 is expected.')
  return n
}

const names = (text: string): string[] => {
  const list = text.split(',').map((t) => t.trim()).filter((t) => t !== '')
  if (list.length === 0) throw new InvalidArgumentError('names separated by commas are expected.')
  return list
}

function program(): Command {
  const cli = new Command('adamtl-studio').description('See what an adaptive multi-task model runs, and what it saves').version(studioVersion).showHelpAfterError('(adamtl-studio --help tells more)')
  cli.command('import').description('turn a checkpoint into a model folder of ONNX graphs').argument('<checkpoint>', '.pth or .safetensors', place)
    .requiredOption('--out <dir>', 'folder to write; must be new, empty, or a model folder', place)
    .option('--config <file>', 'config (.json, or the authors\' .yaml); default: a file of the same name beside the checkpoint', place)
    .option('--whole', 'also write one model.onnx with everything inside, for other tools')
    .option('--json', 'print one JSON document').action(importCommand)
  cli.command('inspect').description('run images and tell which blocks and tokens each task asked for, what ran and what it cost')
    .argument('<model>', 'model folder, checkpoint or .onnx', place).argument('<images...>', 'images, folders, or prepared .npy (float32 [1,3,S,S])', places)
    .option('--config <file>', 'config of the checkpoint', place).option('--tasks <list>', 'active tasks, separated by commas', names)
    .option('--block-threshold <p>', 'a block is asked for above this probability', probability).option('--token-threshold <p>', 'a token is asked for above this probability', probability)
    .addOption(new Option('--force <what>', 'all-on: everything runs, controllers are recorded').choices(['all-on']))
    .option('--block <id=on|off>', 'force the gate of one block; may be repeated', forced)
    .option('--settings <file>', 'how the policy runs, as "tune --out" writes it; other options change it', place)
    .option('--static', 'run the static graph').option('--noise <seed>', 'the authors\' Gumbel noise with this seed', seed)
    .option('--outputs <dir>', 'write raw maps, pictures and token masks', place)
    .option('--metrics', 'compare with the ground truth beside the images').option('--threads <n>', 'threads inside an operator', threads).option('--json', 'print one JSON document').action(inspectCommand)
  cli.command('generate').description('write a model with seeded random weights, for latency work without training').argument('<file>', '.safetensors to write; its config is written beside it', place)
    .option('--seed <n>', 'seed of the weights', whole, 1).addOption(new Option('--preset <name>', 'size').choices(['nano', 'swin-t', 'swin-s', 'swin-b', 'swin-l']).default('swin-t'))
    .option('--input-size <px>', 'side of the input', whole).option('--embed-dim <n>', 'width of stage 0', whole).option('--depths <list>', 'blocks per stage', wholes).option('--heads <list>', 'heads per stage', wholes)
    .option('--window <n>', 'attention window', whole).option('--decoder-width <n>', 'decoder width', whole).option('--tasks <list>', 'task or task:channels, separated by commas', names)
    .addOption(new Option('--policy <kind>', 'who decides').choices(['per_task', 'single', 'none'])).option('--json', 'print one JSON document').action(generateCommand)
  cli.command('devices').description('list the devices that adb knows, and what to do about those that cannot be used').option('--wifi <serial>', 'first switch this device on a cable to Wi-Fi, and connect to it').option('--json', 'print one JSON document').action(devicesCommand)
  cli.command('doctor').description('find out everything about a device, for a file to send back').option('--device <serial>', 'as "devices" lists it; default: the only one that is ready')
    .option('--out <file>', 'default: adamtl-doctor-<serial>.json, or nothing with --json', place).option('--json', 'print the document as well').action(doctorCommand)
  cli.command('profile').description('run static against adaptive on a device and store latency, power and energy')
    .option('--plan <file>', 'a plan (.json) with models, images, preset and what differs from it', place)
    .option('--models <list>', 'checkpoints or model folders, separated by commas; the first one\'s static form is the baseline', names).option('--images <dir>', 'folder of images', place)
    .addOption(new Option('--preset <name>', 'protocol').choices(['quick', 'standard', 'publication']))
    .option('--settings <file>', 'how the policy runs, as "tune --out" writes it', place)
    .requiredOption('--device <serial>', 'a device that adb knows, or "simulated" for glasses simulated for this run').option('--study <file>', 'study file to write to; default: the studio\'s own', place)
    .option('--name <text>', 'name of the run').option('--seed <n>', 'seed of the simulated glasses', seed, 1).option('--json', 'print one JSON document').action(profileCommand)
  cli.command('sweep').description('run a model over a whole data set: which blocks each task asks for, what that costs, how accurate it is').argument('<model>', 'model folder or checkpoint', place).argument('<dataset>', 'folder of a data set', place)
    .option('--config <file>', 'config of the checkpoint', place).option('--limit <n>', 'the first so many images', positive).option('--workers <n>', 'images at the same time; default: one for each core', threads)
    .option('--thresholds <list>', 'further variants, one for each probability', probabilities).option('--counterfactual', 'force each block off and on in turn').option('--settings <file>', 'how the policy runs, as "tune --out" writes it', place)
    .option('--split <name>', 'a split of the data set; default: its validation split')
    .addOption(new Option('--layout <name>', 'default: found').choices(layoutSchema.options.filter((l) => l !== 'mapped'))).option('--study <file>', 'study file to write to; default: the studio\'s own', place)
    .option('--name <text>', 'name of the sweep').option('--resume <id>', 'go on with a sweep that was stopped').option('--json', 'print one JSON document').action(sweepCommand)
  cli.command('tune').description('find thresholds by stage and task that reach a budget, and judge them on images held out').argument('<model>', 'model folder or checkpoint', place).argument('<dataset>', 'folder of a data set with ground truth', place)
    .requiredOption('--budget <share>', 'of the static MACs, e.g. 0.6', share).option('--config <file>', 'config of the checkpoint', place).option('--limit <n>', 'the first so many images', positive)
    .option('--workers <n>', 'images at the same time; default: one for each core', threads).option('--split <name>', 'a split of the data set; default: its validation split')
    .addOption(new Option('--layout <name>', 'default: found').choices(layoutSchema.options.filter((l) => l !== 'mapped'))).option('--study <file>', 'study file to write to; default: the studio\'s own', place)
    .option('--name <text>', 'name of the sweep that judges them').option('--out <file>', 'write the settings, for --settings of inspect, sweep and profile', place).option('--json', 'print one JSON document').action(tuneCommand)
  cli.command('simulate').description('start simulated glasses and connect them to adb, until Ctrl-C; lines on standard input change their faults')
    .option('--port <p>', 'port of the device; default: a free one', port).option('--fault <name>', `may be repeated: ${faultSchema.options.join(', ')}`, faults).option('--seed <n>', 'of the noise and the battery\'s level', seed, 1)
    .option('--record-load <file>', 'write the load of this run when it ends', place).option('--replay-load <file>', 'repeat a recorded load instead of the real one', place)
    .option('--perfetto', 'with Android\'s perfetto, which tells a battery and two power rails').option('--no-namespaces', 'no root of its own: rewrite paths in commands').option('--json', 'print one JSON document when they are ready').action(simulateCommand)
  cli.exitOverride()
  for (const c of cli.commands) c.exitOverride().showHelpAfterError(`(adamtl-studio ${c.name()} --help tells more)`)
  return cli
}

async function main(): Promise<number> {
  try {
    await program().parseAsync()
    return process.exitCode === undefined ? 0 : Number(process.exitCode)
  } catch (error) {
    // Commander has said what was wrong; help and version end with 0, a wrong call with 2.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    explain(error)
    return exitCodeOf(error)
  }
}

toleratePipes()
const code = await main()
await drained()
process.exit(code)
