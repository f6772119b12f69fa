/** Ways in, and what the window shows when they lead nowhere: nothing that was open is lost. */
import fs from 'node:fs'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { clickMenu, command, drop, expect, resize, root, sentence, shown, test } from './harness'

const sampleModel = path.join(root, 'resources', 'sample', 'model', 'adamtl_taw_permute.pth')
const nano = path.join(root, 'test', 'golden', 'models', 'v8_nano', 'v8_nano.pth')
const refused = path.join(root, 'test', 'fixtures', 'checkpoint', 'whole-module.pth')
const title = (page: Page) => page.getByTestId('study-title')

test('a model dropped on the window is opened on the images that are there', async ({ studio: { page, screenshot } }) => {
  await shown(page)
  await drop(page, [nano])
  await expect(title(page)).toHaveText('v8_nano')
  await shown(page)
  await expect(page.getByTestId('header-bar').getByRole('heading')).toHaveText('g25')
  expect(await sentence(page)).toContain('of 4 blocks ran')
  await screenshot('model-dropped')
})

test('a model and images dropped together are opened together', async ({ studio: { page } }) => {
  await shown(page)
  await drop(page, [path.join(root, 'resources', 'sample', 'images', 'g03.png'), path.join(root, 'README.md'), nano])
  await expect(title(page)).toHaveText('v8_nano')
  await expect(page.getByTestId('thumb')).toHaveCount(1)
  await expect(page.getByTestId('image-strip')).toContainText('1 other file left out')
  await shown(page)
})

test('a checkpoint that is refused leaves the study as it was', { tag: '@picture' }, async ({ studio: { page, picture } }) => {
  await shown(page)
  await page.getByTestId('block-s0.b0').dblclick()
  await expect(page.getByTestId('changes')).toContainText('1 gate forced')
  await shown(page)
  const before = await sentence(page)

  await drop(page, [refused])
  const error = page.getByTestId('error-page')
  await expect(error).toContainText('This checkpoint needs code that the studio will not run')
  await expect(error).toContainText('torch.save(model.state_dict()')
  await expect(error).toContainText('adamtl_taw_permute is still open')
  await picture('error')

  await page.getByTestId('dismiss').click()
  await shown(page)
  expect(await sentence(page)).toBe(before)
  await expect(page.getByTestId('changes')).toContainText('1 gate forced')

  await drop(page, [refused])
  await expect(error).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('inspect-page')).toBeVisible()
})

test('files and folders without pictures say so, and leave the study as it was', async ({ studio: { page, screenshot } }, info) => {
  await shown(page)
  const empty = info.outputPath('empty')
  fs.mkdirSync(empty, { recursive: true })
  for (const [file, message, name] of [[empty, 'There are no pictures in this folder', 'empty-folder'], [path.join(root, 'README.md'), 'None of these files is a picture', 'no-pictures']] as const) {
    await drop(page, [file])
    await expect(page.getByTestId('error-page')).toContainText(message)
    await screenshot(name)
    await page.getByTestId('dismiss').click()
    await expect(page.getByTestId('thumb').first()).toBeVisible()
  }
  await shown(page)
})

test('a model without images waits for some', async ({ launch }) => {
  const { page, screenshot } = await launch({ args: [nano] })
  await expect(page.getByTestId('no-images')).toBeVisible({ timeout: 60_000 })
  await screenshot('no-images')
  await page.getByRole('button', { name: 'Use the sample images' }).click()
  await shown(page)
})

test('any other ONNX model is opened as what it is', { tag: '@picture' }, async ({ studio: { page, picture } }, info) => {
  await shown(page)
  const folder = info.outputPath('exported')
  await command('import', sampleModel, '--whole', '--out', folder)
  const file = path.join(folder, 'exported.onnx')
  const whole = fs.readFileSync(path.join(folder, 'model.onnx'))
  whole.write('another.remark!', whole.indexOf('adamtl.manifest')) // of the same length: the manifest is not found any more
  fs.writeFileSync(file, whole)
  await drop(page, [file])
  const plain = page.getByTestId('plain-model')
  await expect(plain).toContainText('no manifest')
  await expect(plain).toContainText('1 × 3 × 128 × 128')
  await expect(plain).toContainText('Gemm')
  await picture('plain-model')
})

test('an import shows how far it is and can be cancelled', { tag: '@picture' }, async ({ studio }, info) => {
  const { page, picture } = studio
  await shown(page)
  await resize(studio, 1440, 900) // so that the picture is taken at once
  const file = info.outputPath('swin_s.safetensors')
  await command('generate', file, '--preset', 'swin-s')
  await drop(page, [file])
  await expect(page.getByTestId('importing')).toContainText(/\d of \d+ tensors/)
  await picture('importing')
  await page.getByTestId('cancel').click()
  await expect(page.locator('.notice')).toContainText('Cancelled. Nothing was changed.')
  await expect(title(page)).toHaveText('Rendered rooms')
  await shown(page)
  fs.rmSync(file) // 200 MB
})

test('what a checkpoint does not tell is asked for', { tag: '@picture' }, async ({ studio: { page, picture } }, info) => {
  await shown(page)
  const file = info.outputPath('static_swin.safetensors')
  await command('generate', file, '--preset', 'nano', '--policy', 'none', '--window', '16')
  fs.rmSync(file.replace('.safetensors', '.json')) // only the config tells the size of the input
  await drop(page, [file])
  const questions = page.getByTestId('questions')
  await expect(questions).toContainText('Side of the square input')
  await picture('questions')

  const answer = async (text: string): Promise<void> => {
    await page.getByRole('textbox', { name: /square input|whole number/ }).fill(text)
    await page.keyboard.press('Enter')
  }
  await answer('many')
  await expect(questions).toContainText('img_size must be a whole number')
  await answer('17')
  await expect(page.getByTestId('error-page')).toContainText('17 px does not divide')
  await page.getByTestId('answer-again').click()
  await answer('64')
  await expect(title(page)).toHaveText('static_swin')
  await shown(page)
  expect(await sentence(page)).toContain('4 of 4 blocks ran')
})

test('settings, the model card, and the first page', { tag: '@picture' }, async ({ studio: { app, page, picture } }) => {
  await shown(page)
  await page.getByTestId('rail-settings').click()
  await expect(page.getByTestId('settings')).toBeVisible()
  await picture('settings')
  await page.getByTestId('rail-about').click()
  await expect(page.getByTestId('about')).toContainText('Bundled with the studio')
  await picture('about')
  await clickMenu(app, 'close-model')
  await expect(page.getByTestId('first-run')).toBeVisible()
  await picture('first-run')
  await page.getByTestId('open-sample').click()
  await shown(page)
  await expect(page.getByTestId('header-bar').getByRole('heading')).toHaveText('g25')
})
