/**
 * WebAssembly modules as bytes: as much of the binary format as compiled integrands need
 * (WebAssembly Core Specification 2.0, section 5).
 */

/** Types of locals. @internal */
export const I32 = 0x7f, V128 = 0x7b;

const I32_CONST = 0x41, SIMD = 0xfd, BULK = 0xfc;

/** Code: instructions, one after the other. @internal */
export class Code {
  readonly bytes: number[] = [];

  /** Instructions without operands. */
  op(...bytes: readonly number[]): this { for (const byte of bytes) this.bytes.push(byte); return this; }
  append({ bytes }: Code): this { for (const byte of bytes) this.bytes.push(byte); return this; }

  get(local: number): this { return this.op(0x20).unsigned(local); }
  set(local: number): this { return this.op(0x21).unsigned(local); }
  tee(local: number): this { return this.op(0x22).unsigned(local); }
  getGlobal(global: number): this { return this.op(0x23).unsigned(global); }
  setGlobal(global: number): this { return this.op(0x24).unsigned(global); }
  call(index: number): this { return this.op(0x10).unsigned(index); }
  int(value: number): this { return this.op(I32_CONST).signed(value); }
  /** Of i32: add, sub, mul, div_s, rem_s, eqz, lt_s, gt_s; `select` takes the first of two numbers if the third is not 0. */
  add(): this { return this.op(0x6a); }
  sub(): this { return this.op(0x6b); }
  mul(): this { return this.op(0x6c); }
  quotient(): this { return this.op(0x6d); }
  remainder(): this { return this.op(0x6f); }
  isZero(): this { return this.op(0x45); }
  select(): this { return this.op(0x1b); }
  less(): this { return this.op(0x48); }
  greater(): this { return this.op(0x4a); }
  /** loop … end, `again` jumps back if the number on the stack is not 0. */
  loop(): this { return this.op(0x03, 0x40); }
  again(): this { return this.op(0x0d, 0x00); }
  when(): this { return this.op(0x04, 0x40); }
  end(): this { return this.op(0x0b); }
  copyMemory(): this { return this.op(BULK, 0x0a, 0, 0); }

  simd(opcode: number): this { return this.op(SIMD).unsigned(opcode); }
  /** Memory instructions of v128, `offset` bytes on: load, load64_splat, store. */
  load(offset: number): this { return this.simd(0x00).op(3).unsigned(offset); }
  splat(offset: number): this { return this.simd(0x0a).op(3).unsigned(offset); }
  store(offset: number): this { return this.simd(0x0b).op(3).unsigned(offset); }
  /** Zeros in both lanes. */
  zero(): this { return this.simd(0x0c).op(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0); }

  /** LEB128 */
  unsigned(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.bytes.push((rest & 0x7f) | 0x80);
    this.bytes.push(rest);
    return this;
  }
  signed(value: number): this {
    let rest = value;
    for (; rest < -0x40 || rest >= 0x40; rest >>= 7) this.bytes.push((rest & 0x7f) | 0x80);
    this.bytes.push(rest & 0x7f);
    return this;
  }
}

/** A function of `params` i32 numbers without a result. @internal */
export interface Func { readonly params: number; readonly locals: readonly number[]; readonly code: Code }

/** A module that imports the memory "env.memory" and functions from "core", with so many mutable i32 globals, and exports its last function as "run". @internal */
export function moduleOf(imports: readonly { readonly name: string; readonly params: number }[], globals: number, functions: readonly Func[]): Uint8Array<ArrayBuffer> {
  const arities = [...new Set([...imports, ...functions].map(({ params }) => params))], typeOf = (params: number): number => arities.indexOf(params);
  const out = new Code().op(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const section = (id: number, count: number, fill: (content: Code) => void): void => {
    const content = new Code().unsigned(count);
    fill(content);
    out.op(id).unsigned(content.bytes.length).append(content);
  };
  const text = (to: Code, value: string): Code => to.unsigned(value.length).op(...Array.from(value, (c) => c.charCodeAt(0)));
  section(1, arities.length, (to) => { for (const params of arities) to.op(0x60).unsigned(params).op(...new Array<number>(params).fill(I32), 0); });
  section(2, imports.length + 1, (to) => {
    text(text(to, "env"), "memory").op(2, 0, 1);
    for (const { name, params } of imports) text(text(to, "core"), name).op(0).unsigned(typeOf(params));
  });
  section(3, functions.length, (to) => { for (const { params } of functions) to.unsigned(typeOf(params)); });
  section(6, globals, (to) => { for (let k = 0; k < globals; k++) to.op(I32, 1, I32_CONST, 0, 0x0b); });
  section(7, 1, (to) => { text(to, "run").op(0).unsigned(imports.length + functions.length - 1); });
  section(10, functions.length, (to) => {
    for (const { locals, code } of functions) {
      const body = new Code(), groups: [number, number][] = [];
      for (const type of locals) {
        const before = groups.at(-1);
        if (before?.[1] === type) before[0]++;
        else groups.push([1, type]);
      }
      body.unsigned(groups.length);
      for (const [count, type] of groups) body.unsigned(count).op(type);
      body.append(code).end();
      to.unsigned(body.bytes.length).append(body);
    }
  });
  return Uint8Array.from(out.bytes);
}
