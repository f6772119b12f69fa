/** The part of ONNX's protobuf schema that the studio reads and writes (field numbers from onnx.proto). */
import protobuf from 'protobufjs'

type FieldRow = [type: string, id: number, rule?: 'repeated']
const message = (fields: Record<string, FieldRow>) => ({
  fields: Object.fromEntries(Object.entries(fields).map(([name, [type, id, rule]]) => [name, rule ? { type, id, rule } : { type, id }]))
})

const root = protobuf.Root.fromJSON({
  nested: {
    onnx: {
      nested: {
        StringStringEntryProto: message({ key: ['string', 1], value: ['string', 2] }),
        OperatorSetIdProto: message({ domain: ['string', 1], version: ['int64', 2] }),
        Dimension: message({ dimValue: ['int64', 1], dimParam: ['string', 2] }),
        TensorShapeProto: message({ dim: ['Dimension', 1, 'repeated'] }),
        TensorTypeProto: message({ elemType: ['int32', 1], shape: ['TensorShapeProto', 2] }),
        TypeProto: message({ tensorType: ['TensorTypeProto', 1] }),
        ValueInfoProto: message({ name: ['string', 1], type: ['TypeProto', 2] }),
        TensorProto: message({
          dims: ['int64', 1, 'repeated'], dataType: ['int32', 2], floatData: ['float', 4, 'repeated'], int32Data: ['int32', 5, 'repeated'], int64Data: ['int64', 7, 'repeated'],
          name: ['string', 8], rawData: ['bytes', 9], externalData: ['StringStringEntryProto', 13, 'repeated'], dataLocation: ['int32', 14]
        }),
        AttributeProto: message({
          name: ['string', 1], f: ['float', 2], i: ['int64', 3], s: ['bytes', 4], t: ['TensorProto', 5], g: ['GraphProto', 6],
          floats: ['float', 7, 'repeated'], ints: ['int64', 8, 'repeated'], strings: ['bytes', 9, 'repeated'], graphs: ['GraphProto', 11, 'repeated'], type: ['int32', 20]
        }),
        NodeProto: message({
          input: ['string', 1, 'repeated'], output: ['string', 2, 'repeated'], name: ['string', 3], opType: ['string', 4], attribute: ['AttributeProto', 5, 'repeated'], domain: ['string', 7]
        }),
        GraphProto: message({
          node: ['NodeProto', 1, 'repeated'], name: ['string', 2], initializer: ['TensorProto', 5, 'repeated'], docString: ['string', 10],
          input: ['ValueInfoProto', 11, 'repeated'], output: ['ValueInfoProto', 12, 'repeated']
        }),
        ModelProto: message({
          irVersion: ['int64', 1], producerName: ['string', 2], producerVersion: ['string', 3], docString: ['string', 6], graph: ['GraphProto', 7],
          opsetImport: ['OperatorSetIdProto', 8, 'repeated'], metadataProps: ['StringStringEntryProto', 14, 'repeated']
        })
      }
    }
  }
})

export interface Entry { key: string; value: string }
export interface Dimension { dimValue?: number; dimParam?: string }
export interface ValueInfo { name: string; type?: { tensorType?: { elemType: number; shape?: { dim: Dimension[] } | null } | null } | null }
export interface TensorMessage { dims: number[]; dataType: number; name: string; rawData?: Uint8Array; externalData?: Entry[]; dataLocation?: number }
export interface Attribute { name: string; type: number; f?: number; i?: number; s?: Uint8Array; t?: TensorMessage; g?: Graph | null; ints?: number[]; graphs?: Graph[] }
export interface Node { input: string[]; output: string[]; name: string; opType: string; attribute: Attribute[]; domain?: string }
export interface Graph { node: Node[]; name: string; initializer: TensorMessage[]; input: ValueInfo[]; output: ValueInfo[] }
export interface Model { irVersion: number; producerName: string; producerVersion: string; docString?: string; graph: Graph; opsetImport: { domain: string; version: number }[]; metadataProps: Entry[] }

/** TensorProto.DataType */
export const DataType = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, string: 8, bool: 9, float16: 10, double: 11, uint32: 12, uint64: 13, bfloat16: 16 } as const
export const dataTypeName = (code: number): string => Object.entries(DataType).find(([, v]) => v === code)?.[0] ?? `type ${code}`
/** AttributeProto.AttributeType */
export const AttributeType = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, ints: 7 } as const

const modelType = root.lookupType('onnx.ModelProto')

export const encodeModel = (model: Model): Uint8Array => modelType.encode(modelType.fromObject(model)).finish()

/** A model as read: a file may lack its graph. */
export type ReadModel = Omit<Model, 'graph'> & { graph: Graph | null }

/**
 * Decodes a whole model; bytes fields are views of the input. Absent fields get protobuf's defaults (empty string, 0, empty list, null), so the
 * result has the type's shape whatever the file holds. Throws on malformed input.
 */
export function decodeModel(data: Uint8Array): ReadModel {
  return modelType.toObject(modelType.decode(data), { longs: Number, defaults: true }) as ReadModel
}
