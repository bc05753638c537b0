"""Ask the processor to fetch a number before it is needed; in plain Python, nothing happens."""

from __future__ import annotations

from typing import Any

from kadry.engine.jit import FAST

if FAST:
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic

    @intrinsic
    def _prefetch(typing: Any, array: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            found = context.make_array(signature.args[0])(context, builder, arguments[0])
            pointer = builder.gep(found.data, [arguments[1]])
            byte = ir.IntType(8).as_pointer()
            word = ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
            call = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
            builder.call(call, [builder.bitcast(pointer, byte), word(0), word(3), word(1)])
            return context.get_dummy_value()

        return types.void(array, types.intp), generate

else:

    def _prefetch(array: Any, index: Any) -> None:
        """Nothing to do: plain Python has no such word."""


# prefetch(array, index): bring array[index] towards the processor; any index will do, none is an error.
prefetch: Any = _prefetch
