"""A thin binding to onnxruntime-genai's C interface.

The package's own Python binding holds the interpreter lock while the model computes, which would stop the event loop
for the length of a prompt. Calls through ctypes release it. Nothing here is thread-safe: one model belongs to one
thread at a time.
"""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Sequence
from ctypes import POINTER, byref, c_bool, c_char_p, c_double, c_int32, c_size_t, c_void_p
from functools import cache
from importlib import import_module
from pathlib import Path

from assistant.errors import OptionalDependencyError

# The library reports to its maker unless this is set before it is loaded.
_QUIET = {"ORT_DISABLE_TELEMETRY": "1"}

_STATUS_CALLS: dict[str, list[type]] = {
    "OgaCreateConfig": [c_char_p, POINTER(c_void_p)],
    "OgaConfigOverlay": [c_void_p, c_char_p],
    "OgaCreateModelFromConfig": [c_void_p, POINTER(c_void_p)],
    "OgaCreateGeneratorParams": [c_void_p, POINTER(c_void_p)],
    "OgaGeneratorParamsSetSearchNumber": [c_void_p, c_char_p, c_double],
    "OgaGeneratorParamsSetSearchBool": [c_void_p, c_char_p, c_bool],
    "OgaGeneratorParamsSetGuidance": [c_void_p, c_char_p, c_char_p, c_bool],
    "OgaCreateGenerator": [c_void_p, c_void_p, POINTER(c_void_p)],
    "OgaGenerator_AppendTokens": [c_void_p, POINTER(c_int32), c_size_t],
    "OgaGenerator_GenerateNextToken": [c_void_p],
    "OgaGenerator_RewindTo": [c_void_p, c_size_t],
}
_DESTROYERS = ("OgaDestroyConfig", "OgaDestroyModel", "OgaDestroyGeneratorParams", "OgaDestroyGenerator")


class NativeError(Exception):
    """The engine refused a call; the message is its own and is meant for the log."""


@cache
def _library() -> ctypes.CDLL:
    """Load the engine, which brings onnxruntime with it.

    Raises:
        OptionalDependencyError: the package is not installed.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        package = import_module("onnxruntime_genai")
    except ImportError as error:
        raise OptionalDependencyError("onnxruntime-genai") from error
    package.disable_telemetry_events()
    folder = Path(package.__path__[0])
    library = ctypes.CDLL(str(next(path for path in folder.iterdir() if "onnxruntime-genai" in path.stem)))
    for name, arguments in _STATUS_CALLS.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, c_void_p
    for name in _DESTROYERS:
        function = getattr(library, name)
        function.argtypes, function.restype = [c_void_p], None
    library.OgaResultGetError.argtypes, library.OgaResultGetError.restype = [c_void_p], c_char_p
    library.OgaDestroyResult.argtypes, library.OgaDestroyResult.restype = [c_void_p], None
    library.OgaGenerator_IsDone.argtypes, library.OgaGenerator_IsDone.restype = [c_void_p], c_bool
    library.OgaGenerator_GetSequenceCount.argtypes = [c_void_p, c_size_t]
    library.OgaGenerator_GetSequenceCount.restype = c_size_t
    library.OgaGenerator_GetSequenceData.argtypes = [c_void_p, c_size_t]
    library.OgaGenerator_GetSequenceData.restype = POINTER(c_int32)
    return library


def _call(name: str, *arguments: object) -> None:
    library = _library()
    result = getattr(library, name)(*arguments)
    if result:
        message = library.OgaResultGetError(result).decode(errors="replace")
        library.OgaDestroyResult(result)
        raise NativeError(message)


class _Handle:
    """Owns one native object and frees it with its Python one."""

    def __init__(self, destroyer: str) -> None:
        self.pointer = c_void_p()
        self._destroy = getattr(_library(), destroyer)

    def __del__(self) -> None:
        if getattr(self, "pointer", None):
            self._destroy(self.pointer)
            self.pointer = c_void_p()


class NativeModel(_Handle):
    """The weights, ready to generate.

    Args:
        folder: what the model builder wrote: genai_config.json, model.onnx and its data.
        threads: how many cores one forward pass uses.

    Raises:
        NativeError: the folder doesn't hold a model that the engine can read.
        OptionalDependencyError: the engine isn't installed.
    """

    def __init__(self, folder: Path, *, threads: int) -> None:
        super().__init__("OgaDestroyModel")
        config = _Handle("OgaDestroyConfig")
        _call("OgaCreateConfig", str(folder).encode(), byref(config.pointer))
        session = {"intra_op_num_threads": threads}
        overlay = json.dumps({"model": {"decoder": {"session_options": session}}})
        _call("OgaConfigOverlay", config.pointer, overlay.encode())
        _call("OgaCreateModelFromConfig", config.pointer, byref(self.pointer))


class NativeGenerator(_Handle):
    """One sequence of tokens with its key-value cache.

    Args:
        max_length: tokens of prompt and answer together; its cache is laid out at once.
        schema: a JSON schema, as text, that the generated part has to obey; None leaves it free.
        temperature: 0 takes the likeliest token.
    """

    def __init__(self, model: NativeModel, *, max_length: int, schema: str | None, temperature: float) -> None:
        super().__init__("OgaDestroyGenerator")
        self._model = model  # the weights have to outlive their generators
        params = _Handle("OgaDestroyGeneratorParams")
        _call("OgaCreateGeneratorParams", model.pointer, byref(params.pointer))
        _call("OgaGeneratorParamsSetSearchNumber", params.pointer, b"max_length", float(max_length))
        _call("OgaGeneratorParamsSetSearchBool", params.pointer, b"do_sample", temperature > 0)
        if temperature > 0:
            _call("OgaGeneratorParamsSetSearchNumber", params.pointer, b"temperature", temperature)
        if schema is not None:
            # What the schema leaves no choice about is appended in one pass ("fast-forward tokens").
            _call("OgaGeneratorParamsSetGuidance", params.pointer, b"json_schema", schema.encode(), True)
        _call("OgaCreateGenerator", model.pointer, params.pointer, byref(self.pointer))

    def append(self, tokens: Sequence[int]) -> None:
        """Read further tokens into the cache."""
        array = (c_int32 * len(tokens))(*tokens)
        _call("OgaGenerator_AppendTokens", self.pointer, array, len(tokens))

    def step(self) -> None:
        """Generate the next token, with those that the schema makes follow."""
        _call("OgaGenerator_GenerateNextToken", self.pointer)

    def rewind(self, length: int) -> None:
        """Forget all but the first `length` tokens; a schema starts anew."""
        _call("OgaGenerator_RewindTo", self.pointer, length)

    @property
    def done(self) -> bool:
        return bool(_library().OgaGenerator_IsDone(self.pointer))

    def tokens(self, start: int = 0) -> list[int]:
        """Return the sequence from `start` on."""
        library = _library()
        count = library.OgaGenerator_GetSequenceCount(self.pointer, 0)
        return list(library.OgaGenerator_GetSequenceData(self.pointer, 0)[start:count])
