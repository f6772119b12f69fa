export { findDataset, type DatasetSample } from './find'
export { readSampleTruth } from './sample'
