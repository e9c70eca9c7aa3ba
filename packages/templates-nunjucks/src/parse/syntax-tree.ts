import type { BinaryOperator } from '../evaluate/arithmetic.ts';
import type { Position } from '../template-fault.ts';
import type { Value } from '../values/value.ts';

/** Arguments of a call, a filter or a test. */
export interface ArgumentNodes {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
  /** `*list`, if given. */
  readonly spread?: Expression | undefined;
  /** `**dict`, if given. */
  readonly spreadNamed?: Expression | undefined;
}

/** How two values are compared. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

interface Node<Kind extends string> extends Position {
  readonly kind: Kind;
}

export interface LiteralNode extends Node<'literal'> {
  readonly value: Value;
}
export interface NameNode extends Node<'name'> {
  readonly name: string;
}
export interface ListNode extends Node<'list'> {
  readonly items: readonly Expression[];
}
export interface TupleNode extends Node<'tuple'> {
  readonly items: readonly Expression[];
}
export interface DictNode extends Node<'dict'> {
  readonly pairs: readonly (readonly [Expression, Expression])[];
}
export interface MemberNode extends Node<'member'> {
  readonly target: Expression;
  readonly name: string;
}
export interface ItemNode extends Node<'item'> {
  readonly target: Expression;
  readonly index: Expression;
}
export interface SliceNode extends Node<'slice'> {
  readonly target: Expression;
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}
export interface CallNode extends Node<'call'> {
  readonly callee: Expression;
  readonly args: ArgumentNodes;
}
/** Without a target it filters what stands in the block. */
export interface FilterNode extends Node<'filter'> {
  readonly name: string;
  readonly target: Expression | undefined;
  readonly args: ArgumentNodes;
}
export interface TestNode extends Node<'test'> {
  readonly name: string;
  readonly target: Expression;
  readonly args: ArgumentNodes;
}
export interface SignNode extends Node<'sign'> {
  readonly sign: '-' | '+';
  readonly operand: Expression;
}
export interface BinaryNode extends Node<'binary'> {
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface CompareNode extends Node<'compare'> {
  readonly first: Expression;
  readonly rest: readonly (readonly [Comparison, Expression])[];
}
export interface LogicNode extends Node<'and' | 'or'> {
  readonly operands: readonly Expression[];
}
export interface NotNode extends Node<'not'> {
  readonly operand: Expression;
}
export interface ConcatNode extends Node<'concat'> {
  readonly parts: readonly Expression[];
}
export interface ConditionalNode extends Node<'conditional'> {
  readonly test: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression | undefined;
}

/** What has a value. */
export type Expression =
  | LiteralNode
  | NameNode
  | ListNode
  | TupleNode
  | DictNode
  | MemberNode
  | ItemNode
  | SliceNode
  | CallNode
  | FilterNode
  | TestNode
  | SignNode
  | BinaryNode
  | CompareNode
  | LogicNode
  | NotNode
  | ConcatNode
  | ConditionalNode;

/** What a value is assigned to: a name, a name of a namespace, or several. */
export type Target =
  | NameNode
  | (Node<'namespace-name'> & { readonly namespace: string; readonly name: string })
  | (Node<'targets'> & { readonly items: readonly Target[] });

/** A parameter of a macro or a call block. */
export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | undefined;
}

export type Body = readonly Statement[];

export interface TextNode extends Node<'text'> {
  readonly text: string;
}
export interface OutputNode extends Node<'output'> {
  readonly value: Expression;
}
export interface IfNode extends Node<'if'> {
  readonly branches: readonly (readonly [Expression, Body])[];
  readonly otherwise: Body;
}
export interface ForNode extends Node<'for'> {
  readonly target: Target;
  readonly items: Expression;
  readonly test: Expression | undefined;
  readonly body: Body;
  readonly otherwise: Body;
  readonly recursive: boolean;
}
export interface SetNode extends Node<'set'> {
  readonly target: Target;
  readonly value: Expression;
}
export interface SetBlockNode extends Node<'set-block'> {
  readonly target: Target;
  readonly filter: FilterNode | undefined;
  readonly body: Body;
}
export interface WithNode extends Node<'with'> {
  readonly assignments: readonly (readonly [Target, Expression])[];
  readonly body: Body;
}
export interface MacroNode extends Node<'macro'> {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}
export interface CallBlockNode extends Node<'call-block'> {
  readonly call: CallNode;
  readonly caller: MacroNode;
}
export interface FilterBlockNode extends Node<'filter-block'> {
  readonly filter: FilterNode;
  readonly body: Body;
}
export interface AutoescapeNode extends Node<'autoescape'> {
  readonly on: Expression;
  readonly body: Body;
}
export interface BlockNode extends Node<'block'> {
  readonly name: string;
  readonly scoped: boolean;
  readonly body: Body;
}

/** What a template is made of. */
export type Statement =
  | TextNode
  | OutputNode
  | IfNode
  | ForNode
  | SetNode
  | SetBlockNode
  | WithNode
  | MacroNode
  | CallBlockNode
  | FilterBlockNode
  | AutoescapeNode
  | BlockNode;
