/** Bodies that nest in every way there is: each must end the same, whatever stack the host has. */
export const deep: readonly (readonly [what: string, body: string])[] = [
  // biome-ignore-start format: a table
  ["plain", "let n=0; const go=()=>{ n++; return go()+1; }; try { go(); } catch (e) { return [n, String(e)]; }"],
  ["map", "let n=0; const go=()=>{ n++; return [1].map(go); }; try { go(); } catch (e) { return [n, String(e)]; }"],
  ["sort", "let n=0; const go=()=>{ n++; return [1,2].sort(go); }; try { go(); } catch (e) { return [n, String(e)]; }"],
  [
    "replace",
    "let n=0; const go=()=>{ n++; return 'a'.replace(/a/,go); }; try { go(); } catch (e) { return [n, String(e)]; }",
  ],
  ["toString", "let n=0; const o={toString(){n++; return ''+o}}; try { ''+o } catch(e){ return [n,String(e)] }"],
  ["valueOf", "let n=0; const o={valueOf(){n++; return o*1}}; try { o*1 } catch(e){ return [n,String(e)] }"],
  [
    "proxy",
    "let p={}; for(let i=0;i<50000;i++) p=new Proxy(p,{}); try { p.x } catch(e){ return String(e) } return 'fine'",
  ],
  [
    "proxyhas",
    "let p={}; for(let i=0;i<50000;i++) p=new Proxy(p,{}); try { 'x' in p } catch(e){ return String(e) } return 'fine'",
  ],
  ["json", "try { JSON.parse('['.repeat(1e5)+']'.repeat(1e5)) } catch(e){ return String(e) }"],
  ["jsonobj", "try { JSON.parse('{\"a\":'.repeat(1e5)+'1'+'}'.repeat(1e5)) } catch(e){ return String(e) }"],
  ["stringify", "let a=[]; for(let i=0;i<1e5;i++)a=[a]; try { JSON.stringify(a) } catch(e){ return String(e) }"],
  ["parens", "try { eval('('.repeat(50000)+'1'+')'.repeat(50000)) } catch(e){ return String(e) }"],
  ["brackets", "try { eval('['.repeat(50000)+'1'+']'.repeat(50000)) } catch(e){ return String(e) }"],
  ["braces", "try { eval('{'.repeat(50000)+'1'+'}'.repeat(50000)) } catch(e){ return String(e) }"],
  ["funcs", "try { eval('(()=>'.repeat(20000)+'1'+')'.repeat(20000)) } catch(e){ return String(e) }"],
  ["functions", "try { eval('function f(){'.repeat(20000)+'}'.repeat(20000)) } catch(e){ return String(e) }"],
  ["unary", "try { eval('-'.repeat(1)+'!'.repeat(100000)+'1') } catch(e){ return String(e) }"],
  ["template", "try { eval(('`$'+'{').repeat(20000)+'1'+'}`'.repeat(20000)) } catch(e){ return String(e) }"],
  ["ternary", "try { eval('1?'.repeat(20000)+'1'+':1'.repeat(20000)) } catch(e){ return String(e) }"],
  ["pow", "try { eval('1**'.repeat(50000)+'1') } catch(e){ return String(e) }"],
  ["assign", "try { eval('var a;'+'a='.repeat(50000)+'1') } catch(e){ return String(e) }"],
  ["destructure", "try { eval('var '+'['.repeat(20000)+'a'+']'.repeat(20000)+'=1') } catch(e){ return String(e) }"],
  ["ifs", "try { eval('if(1)'.repeat(50000)+'1') } catch(e){ return String(e) }"],
  ["classes", "try { eval('class A{static x='.repeat(5000)+'1'+'}'.repeat(5000)) } catch(e){ return String(e) }"],
  [
    "regexp",
    "try { return String(new RegExp('(?:'.repeat(50000)+'1'+')'.repeat(50000))).length } catch(e){ return String(e) }",
  ],
  [
    "lookahead",
    "try { return String(new RegExp('(?='.repeat(50000)+'1'+')'.repeat(50000))).length } catch(e){ return String(e) }",
  ],
  [
    "lookexec",
    "try { return new RegExp('(?='.repeat(2000)+'1'+')'.repeat(2000)).test('1') } catch(e){ return String(e) }",
  ],
  [
    "regexpset",
    "try { return String(new RegExp('['.repeat(50000)+'1'+']'.repeat(50000),'v')).length } catch(e){ return String(e) }",
  ],
  ["rope", "let s='a'; for(let i=0;i<200000;i++) s=s+('b'+i); return s.length+s.charCodeAt(5)"],
  ["rope2", "let s='a'; for(let i=0;i<200000;i++) s=('b'+i)+s; return s.length+s.charCodeAt(5)"],
  ["deepfree", "let a={}; for(let i=0;i<200000;i++)a={a}; a=0; return 1"],
  ["gc", "let a={}; const b=a; for(let i=0;i<100000;i++)a={a}; b.z=a; a=0; return 1"],
  ["closurefree", "let f=()=>1; for(let i=0;i<100000;i++){const g=f; f=()=>g;} f=0; return 1"],
  [
    "resolvechain",
    "let p=Promise.resolve(1); for(let i=0;i<5000;i++){const q=p; p=(async()=>await q)();} return await p",
  ],
  ["gen", "function* g(n){ if(n>0) yield* g(n-1); } try { return [...g(100000)].length } catch(e){ return String(e) }"],
  [
    "apply",
    "let n=0; const go=()=>{n++; return Reflect.apply(go,null,[])}; try { go() } catch(e){ return [n,String(e)] }",
  ],
  ["construct", "let n=0; class A{constructor(){n++; new A()}}; try { new A() } catch(e){ return [n,String(e)] }"],
  [
    "extends",
    "let A=class{}; try { for(let i=0;i<3000;i++) A=class extends A{}; new A(); return 'made' } catch(e){ return String(e) }",
  ],
  [
    "spread",
    "let n=0; const go=(...a)=>{n++; return go(...a)}; try { go(...new Array(1000).fill(1)) } catch(e){ return [n,String(e)] }",
  ],
  ["eval", "let n=0; globalThis.go=()=>{n++; return eval('go()')}; try { go() } catch(e){ return [n,String(e)] }"],
  [
    "Function",
    "let n=0; globalThis.go=()=>{n++; return Function('return go()')()}; try { go() } catch(e){ return [n,String(e)] }",
  ],
  [
    "flat",
    "let a=[1]; for(let i=0;i<50000;i++)a=[a]; try { return a.flat(Infinity).length } catch(e){ return String(e) }",
  ],
  ["join", "let a=[1]; for(let i=0;i<50000;i++)a=[a]; try { return String(a).length } catch(e){ return String(e) }"],
  [
    "toPrimitive",
    "let n=0; const o={[Symbol.toPrimitive](){n++; return o+1}}; try { o+1 } catch(e){ return [n,String(e)] }",
  ],
  [
    "iterator",
    "let n=0; const o={[Symbol.iterator](){n++; return [...o]}}; try { [...o] } catch(e){ return [n,String(e)] }",
  ],
  [
    "species",
    "let n=0; class A extends Array{static get [Symbol.species](){n++; new A(1).map(x=>x); return Array}}; try { new A(1).map(x=>x) } catch(e){ return [n,String(e)] }",
  ],
  [
    "toJSON",
    "let n=0; const o={toJSON(){n++; return JSON.stringify(o)}}; try { JSON.stringify(o) } catch(e){ return [n,String(e)] }",
  ],
  ["reviver", "let n=0; const f=()=>{n++; return JSON.parse('1',f)}; try { f() } catch(e){ return [n,String(e)] }"],
  ["setter", "let n=0; const o={set a(v){n++; o.a=v}}; try { o.a=1 } catch(e){ return [n,String(e)] }"],
  ["compare", "let n=0; const o={valueOf(){n++; return o<o}}; try { return o<o } catch(e){ return [n,String(e)] }"],
  [
    "host",
    "let n=0; const o={toString(){n++; ctx.log(o); return ''}}; try { ctx.log(o); return n } catch(e){ return [n,String(e)] }",
  ],
  [
    "getterproto",
    "let n=0; const o=Object.create({get x(){n++; return o.x}}); try { o.x } catch(e){ return [n,String(e)] }",
  ],
  // biome-ignore-end format: a table
];
