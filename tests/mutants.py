"""Mutanten van een uitwerking: dezelfde code met één fout erin, zoals een student haar maakt.

Los van `questions.slips`, dat dezelfde soort fouten herkent: zo toetst het een het ander.
"""

import ast
from collections.abc import Iterator

_OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div, ast.Pow),
    ast.Div: (ast.Mult, ast.FloorDiv, ast.Sub),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Pow: (ast.Mult, ast.Add),
    ast.MatMult: (ast.Mult, ast.Add),
}
_CALLS = {
    "max": ("min", "mean", "sum", "std"),
    "min": ("max", "sum", "mean"),
    "mean": ("sum", "max", "median", "std"),
    "sum": ("mean", "max", "prod"),
    "abs": ("negative", "square", "sqrt"),
    "exp": ("square", "log1p", "abs", "exp2"),
    "sqrt": ("abs", "square", "cbrt"),
    "argmax": ("argmin", "max"),
    "round": ("floor", "ceil", "trunc", "abs"),
    "norm": ("sum", "max", "mean"),
    "minimum": ("maximum", "add"),
}


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Elke mutant van een uitwerking: (wat er veranderde, de code)."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for parent in list(ast.walk(tree)):
        for name, value in ast.iter_fields(parent):
            for place, node in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(node, ast.AST):
                    continue
                for what, new in list(_changes(node, tree)):
                    _put(parent, name, place, new)
                    result = ast.unparse(ast.fix_missing_locations(tree))
                    _put(parent, name, place, node)
                    if result not in seen:
                        seen.add(result)
                        yield what, result


def _put(parent: ast.AST, name: str, place: int, node: ast.AST) -> None:
    if isinstance(whole := getattr(parent, name), list):
        whole[place] = node
    else:
        setattr(parent, name, node)


def _changes(node: ast.AST, tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BinOp):
        for other in _OPERATORS.get(type(node.op), ()):
            yield f"{type(node.op).__name__} -> {other.__name__}", ast.BinOp(node.left, other(), node.right)
        yield "kanten verwisseld", ast.BinOp(node.right, node.op, node.left)
        yield "rechterkant weg", node.left
        yield "linkerkant weg", node.right
        if isinstance(node.left, ast.BinOp):
            inner = node.left
            turned = ast.BinOp(inner.left, inner.op, ast.BinOp(inner.right, node.op, node.right))
            yield "haakjes anders", turned
        if isinstance(node.right, ast.BinOp):
            inner = node.right
            yield "haakjes weg", ast.BinOp(ast.BinOp(node.left, node.op, inner.left), inner.op, inner.right)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in (node.value + 1, node.value - 1, -node.value, node.value * 2, node.value * 10, 2**0.5):
            yield f"{node.value} -> {value}", ast.Constant(value)
    elif isinstance(node, ast.UnaryOp):
        yield "teken weg", node.operand
    elif isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for other in _CALLS.get(name, ()):
            func = ast.Attribute(ast.Name("np", ast.Load()), other, ast.Load())
            yield f"{name} -> {other}", ast.Call(func, node.args, node.keywords)
        if len(node.args) == 1:
            yield f"{name} weg", node.args[0]
        if len(node.args) == 2:
            yield "argumenten verwisseld", ast.Call(node.func, node.args[::-1], node.keywords)
        for keyword in node.keywords:
            rest = [other for other in node.keywords if other is not keyword]
            yield f"{keyword.arg} weg", ast.Call(node.func, node.args, rest)
            if keyword.arg == "axis":
                for axis in (0, 1, -1):
                    new = ast.keyword("axis", ast.Constant(axis))
                    yield f"axis={axis}", ast.Call(node.func, node.args, [*rest, new])
        if name == "norm":
            for order in (1, 3):
                yield f"norm {order}", ast.Call(node.func, [*node.args, ast.Constant(order)], node.keywords)
            yield "norm in het kwadraat", ast.BinOp(node, ast.Pow(), ast.Constant(2))
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        function = next((item for item in ast.walk(tree) if isinstance(item, ast.FunctionDef)), None)
        parameters = [argument.arg for argument in function.args.args] if function else []
        if node.id in parameters:
            for other in parameters:
                if other != node.id:
                    yield f"{node.id} -> {other}", ast.Name(other, ast.Load())
            for name in ("shape[0]", "shape[-1]", "size", "sum()", "mean()", "max()"):
                yield f"{node.id}.{name}", ast.parse(f"{node.id}.{name}", mode="eval").body
    if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
        for call in ("abs", "np.sqrt", "np.round", "float", "np.square"):
            yield f"{call} erbij", ast.Call(ast.parse(call, mode="eval").body, [node], [])
        yield "min erbij", ast.UnaryOp(ast.USub(), node)
