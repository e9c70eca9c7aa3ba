/** One access to one document, the only thing that is atomic here. */
export interface DocumentAccess {
  readonly kind: 'read' | 'write';
  readonly collection: string;
  readonly partition: string;
  readonly id: string;
}

/** A document as it is kept; replaced as a whole, so that a reader holds one state. */
export interface MemoryDocument {
  readonly partition: string;
  readonly id: string;
  readonly revision: string;
  /** JSON. */
  readonly text: string;
}

/** What outlives a connection. */
export interface MemoryDocuments {
  readonly collections: Map<string, Map<string, MemoryDocument>>;
  revisions: number;
}

/** Takes each access to one document through the hooks. */
export type Gate = (access: DocumentAccess, act: () => void) => Promise<void>;
