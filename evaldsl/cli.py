import sys, json
from fractions import Fraction
from evaldsl.rule import *
from evaldsl.interpreter.values import decimal_text
from evaldsl.interpreter.rubric import Kind
def num(x): return None if isinstance(x,float) else decimal_text(x)
def conv(f,v):
    if f.kind is Kind.RATIO: return Fraction(str(v))/100
    if isinstance(v,(bool,str)) : return v
    return Fraction(str(v))
def main():
    for line in sys.stdin:
        r=json.loads(line)
        try:
            rule=read_rule(r['text'],r.get('indicator') or '',Fraction(r['weight']) if r.get('weight') else None,r.get('step'))
            out={'id':r['id'],'ok':rule.ok,'reads':[{'name':f.name,'kind':f.kind.value,'unit':f.unit} for f in rule.reads],'canonical':rule.canonical,'findings':[{'slug':d.slug,'severity':d.severity.value,'message':d.message,'start':d.start,'end':d.end} for d in rule.findings]}
            if rule.ok:
                out['min'],out['max']=map(num,rule.bounds)
                fs=r.get('facts')
                facts={f.key:conv(f,v) for f,v in zip(rule.reads,fs)} if isinstance(fs,list) else {}
                sc=rule.score(facts)
                out['score']=None if sc.score is None else num(sc.score)
                out['interval']=[num(x) for x in sc.interval]
                out['ded']=[(str(d.points),d.reason) for d in sc.indicators[0].deductions]
        except Exception as e:
            import traceback; traceback.print_exc()
            out={'id':r['id'],'ok':False,'findings':[{'message':'CRASH '+repr(e)}]}
        print(json.dumps(out,ensure_ascii=False))
