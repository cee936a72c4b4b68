import * as m from "/work/main/dist/index.js";
const { normal, gamma, beta, exponential, poisson, binomial, laplace, logistic, gumbel, weibull, lognormal, mvn, dirichlet, studentT, vonMises, geometric, negativeBinomial, uniform, halfNormal, integrand, gradient } = m;
const N = Number(process.argv[2] ?? 1e5), SEEDS = Number(process.argv[3] ?? 6), only = process.argv[4] ?? "";
const I = (t, c) => integrand(t, c && { constants: c });
const vec = (n, f) => Float64Array.from({ length: n }, (_, i) => f(i));
const P = [
 ["Normal(0,1) sigmoid(3x)", normal({loc:0,scale:1}), I("sigmoid(3*x)")],
 ["Normal(0,1) x^4", normal({loc:0,scale:1}), I("x^4")],
 ["Normal(0.3,0.2) log(1+x^2)", normal({loc:0.3,scale:0.2}), I("log(1+x^2)")],
 ["Normal(0,1) 1e6+sin x", normal({loc:0,scale:1}), I("1e6+sin(x)")],
 ["Normal(0,1) 1e-8 sin x", normal({loc:0,scale:1}), I("1e-8*sin(x)")],
 ["Normal(2,3) max(x,0)*exp(-x/4)", normal({loc:2,scale:3}), I("max(x,0)*exp(-x/4)")],
 ["Normal(0,1) band", normal({loc:0,scale:1}), I("(x > -0.5) * (x < 0.7)")],
 ["Normal(0,1) cos 8x", normal({loc:0,scale:1}), I("cos(8*x)")],
 ["Normal(0,1) payoff", normal({loc:4.6,scale:0.25}), I("max(exp(x)-110,0)")],
 ["Normal 3 cols prod", normal({loc:[0.5,1,-0.5],scale:[1,0.5,2]}), I("x[0]*x[1] + sin(x[2])")],
 ["Normal 5 cols max", normal({loc:[0,0.1,0.2,0.3,0.4],scale:1}), I("max(max(max(x[0],x[1]),max(x[2],x[3])),x[4])")],
 ["Normal 4 cols basket", normal({loc:[0,0,0,0],scale:[0.2,0.3,0.25,0.4]}), I("max(exp(x[0])+exp(x[1])+exp(x[2])+exp(x[3])-4.2,0)")],
 ["Normal 2 cols jump", normal({loc:[0,0],scale:[1,1]}), I("x[0] + x[1] > 1")],
 ["Gamma(0.5,1) sqrt", gamma({concentration:0.5,rate:1}), I("sqrt(x)")],
 ["Gamma(5,2) cos", gamma({concentration:5,rate:2}), I("cos(x)")],
 ["Gamma(3,1) 1{x>5}", gamma({concentration:3,rate:1}), I("x > 5")],
 ["Beta(0.5,0.5) x^2", beta({alpha:0.5,beta:0.5}), I("x^2")],
 ["Beta(5,2) sin6x", beta({alpha:5,beta:2}), I("sin(6*x)")],
 ["Beta(2,2) 1{x>.8}", beta({alpha:2,beta:2}), I("x > 0.8")],
 ["Exp(2) exp(-x)cos", exponential({rate:2}), I("exp(-x)*cos(3*x)")],
 ["Exp(0.5) max(x-4,0)", exponential({rate:0.5}), I("max(x-4,0)")],
 ["Poisson(0.5) sqrt", poisson({rate:0.5}), I("sqrt(x)")],
 ["Poisson(20) max(x-22,0)", poisson({rate:20}), I("max(x-22,0)")],
 ["Binomial(20,.3) x^2", binomial({total:20,probs:0.3}), I("x^2")],
 ["Geometric(.2) log1p", geometric({probs:0.2}), I("log1p(x)")],
 ["NegBin(3,.4) x^1.5", negativeBinomial({total:3,probs:0.4}), I("x^1.5")],
 ["Laplace(0,1) x^2", laplace({loc:0,scale:1}), I("x^2")],
 ["Laplace(1,2) |x|", laplace({loc:1,scale:2}), I("abs(x)")],
 ["Logistic(0,1) tanh", logistic({loc:0,scale:1}), I("tanh(x)")],
 ["Gumbel(0,1) exp(-x^2)", gumbel({loc:0,scale:1}), I("exp(-x^2)")],
 ["Weibull(1.5,1) 1{x>2}", weibull({concentration:1.5,scale:1}), I("x > 2")],
 ["LogNormal(0,.5) max(x-1.2)", lognormal({loc:0,scale:0.5}), I("max(x-1.2,0)")],
 ["LogNormal(0,1) log", lognormal({loc:0,scale:1}), I("log(1+x)")],
 ["t(5,0,1) x^2", studentT({df:5,loc:0,scale:1}), I("x^2")],
 ["t(4,0,1) tanh", studentT({df:4,loc:0,scale:1}), I("tanh(x)")],
 ["vonMises(0,4) sin 3x", vonMises({loc:0.2,concentration:4}), I("sin(3*x)")],
 ["HalfNormal(1) x^3", halfNormal({scale:1}), I("x^3")],
 ["Uniform(0,1) x^2", uniform({low:0,high:1}), I("x^2")],
 ["mvn2 exp", mvn({loc:[0,0],scaleTril:[[1,0],[0.6,0.8]].flat()}), I("exp(0.3*x[0]-0.2*x[1])")],
 ["mvn4 quartic", mvn({loc:[0,0,0,0],scaleTril:[[1,0,0,0],[0.5,1,0,0],[0,0.5,1,0],[0,0,0.5,1]].flat()}), I("(x[0]+x[1]+x[2]+x[3])^4/100")],
 ["Dirichlet(1,2,3) x0x1", dirichlet({concentration:[1,2,3]}), I("x[0]*x[1]")],
 ["Dirichlet(1,2,3) log", dirichlet({concentration:[1,2,3]}), I("log(x[0]+0.1)*x[2]")],
 ["JS Normal sin no grad", normal({loc:0,scale:1}), x => Math.sin(x[0])],
 ["JS Normal 2c no grad", normal({loc:[0,1],scale:[1,2]}), x => x[0]*x[1]*x[1]],
 ["JS Gamma x^1.5 no grad", gamma({concentration:2,rate:1}), x => x[0]**1.5],
 ["JS 1e6+cos", normal({loc:0,scale:1}), x => 1e6+Math.cos(2*x[0])],
];
const { settings } = await import("/work/main/bench/estimators/settings.mjs"); const S = ["lr","optimal","rp","coupled","difference","slice","fisher"].map(id=>[id, settings.find(s=>s.id===id).options]);
const list = v => typeof v === "number" ? [v] : Array.from(v.data ?? v).flat(9);
function run(p, phi, name, options, n, seeds, from) {
  const units=[];let ev=0,last;
  for (let s=0;s<seeds;s++){const r=gradient(p,phi,{...options,wrt:[name],samples:n,seed:from+s});const g=r.grad[name];units.push([list(g.mean),list(g.stdError)]);ev+=g.evaluations;last=r}
  ev/=seeds;const k=units[0][0].length;let v=0;const mean=[],se=[];
  for(let e=0;e<k;e++){let s2=0,mu=0;for(const[m0,s0]of units){s2+=s0[e]**2;mu+=m0[e]}v+=s2/seeds*ev;mean.push(mu/seeds);se.push(Math.sqrt(s2)/seeds)}
  return {v,mean,se,ev,last};
}
let met=0,well=0,tot=0;
for(const [name,p,phi] of P){ if(only&&!name.includes(only))continue;
 for(const key of Object.keys(p.parameters).filter(k=>k!=="total")){
  let best,lr; const texts=[];
  for(const[id,o]of S){try{const r=run(p,phi,key,o,N,SEEDS,900);
    if(id==="lr")lr=r; else if(lr&&r.mean.some((mu,e)=>Math.abs(mu-lr.mean[e])>6*Math.hypot(r.se[e],lr.se[e])+1e-12*Math.abs(mu))){texts.push(id+" astray");continue}
    const v=r.v*(Math.floor(r.ev/N)||1)*N/r.ev; // pilots not counted
    if(!best||v<best.v)best={...r,v,id}}catch(e){if(!(e instanceof TypeError||e instanceof RangeError))throw e}}
  if(!best){console.log("none",name,key);continue}
  const out=[];
  for(const[cost,o]of[["dear",{cost:1000}],["usual",{}]]){let r;try{r=run(p,phi,key,o,N,SEEDS,500)}catch(e){out.push(cost+" REFUSED "+e.message.slice(0,100));continue}
   const none=1e-12*(best.v+list(best.mean).reduce((a,b)=>a+b*b,0));
   const ratio=r.v<=none?0:r.v/best.v; const z=Math.max(...r.mean.map((mu,e)=>Math.abs(mu-best.mean[e])/(Math.hypot(r.se[e],best.se[e])+1e-13*Math.abs(mu)+1e-300)));
   if(cost==="dear"){tot++;if(ratio<=1.05)met++;if(ratio<=.5)well++}
   out.push(`${cost} ${ratio.toFixed(3)}${z>4.5?" Z="+z.toFixed(1):""}${r.last.diagnostics?.warnings?.length?" W:"+r.last.diagnostics.warnings.map(w=>w.kind??w.code??w).join(",").slice(0,60):""}`);
   if(cost==="dear"&&ratio>1.05)out.push(JSON.stringify(r.last.chosen,(k,v)=>typeof v==="bigint"?String(v):k==="coefficients"?undefined:v).slice(0,300))}
  console.log(`${out.some(t=>/^dear (1\.0[5-9]|1\.[1-9]|[2-9]|\d\d)/.test(t))?"✗":" "} ${name} ${key} best ${best.id} ${best.v.toExponential(2)} | ${out.join(" | ")} ${texts.join(" ")}`)
 }}
console.log(met,well,tot);
