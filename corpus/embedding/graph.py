"""The ONNX graph of the bundled model, from its safetensors. Called by `weights`, once a home.

BERT (Devlin et al. 2019, arXiv:1810.04805) with mean pooling and L2 normalisation as in
Sentence-BERT (Reimers and Gurevych 2019, arXiv:1908.10084). The nodes are ONNX Runtime's own fused
operators (domain com.microsoft): what its optimiser would find in the plain graph, said directly.
In int8 the matrices hold 7 bits of a sign and a size, a scale for each of their columns, and what
they are multiplied with is brought to 8 bits as it comes (dynamic quantisation).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load

HIDDEN = 384
LAYERS = 6
HEADS = 12
EPSILON = 1e-12
FUSED = "com.microsoft"
# Of a byte's 127: products of two bytes are then never cut on processors that add them in 16 bits,
# and all processors give the same vectors.
INT8_RANGE = 63

Weights = Mapping[str, NDArray[np.float32]]


@dataclass
class _Graph:
    """Nodes and initializers in the making. Each method adds and returns a value's name."""

    int8: bool = False
    nodes: list[Any] = field(default_factory=list)
    tensors: list[Any] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output


def build_graph(safetensors: bytes, *, int8: bool = False) -> bytes:
    """The serialised model: the same bytes for the same weights and the same onnx.

    With `int8` a text's vector hangs on the texts of its batch: the scale of what is multiplied is
    found over all of them. One text a batch keeps it the text's own.

    Inputs `ids` and `mask`, both int32 (batch, tokens), mask 1 for tokens and 0 for padding; at
    most 512 tokens. Output `vectors`, float32 (batch, 384), rows of length 1.
    """
    weights = load(safetensors)
    graph = _Graph(int8=int8)
    hidden = _embeddings(graph, weights)
    for number in range(LAYERS):
        hidden = _layer(graph, weights, f"encoder.layer.{number}.", hidden)
    _pool(graph, hidden)
    return _serialise(graph)


def _embeddings(graph: _Graph, weights: Weights) -> str:
    """Word plus position embedding, normalised. All tokens are of type 0: that row is folded in."""
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
    positions = graph.constant(
        "positions",
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0],
    )
    norm = _norm(graph, weights, "embeddings.LayerNorm")
    graph.nodes.append(
        helper.make_node(
            "EmbedLayerNormalization",
            ["ids", "", words, positions, "", *norm],
            ["embedded", "unused_mask_index"],
            "embedded",
            domain=FUSED,
            epsilon=EPSILON,
        )
    )
    return "embedded"


def _layer(graph: _Graph, weights: Weights, prefix: str, hidden: str) -> str:
    """One encoder layer: self-attention and feed-forward network, each added and normalised."""
    parts = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
    matrix = np.concatenate([weights[f"{part}.weight"] for part in parts]).T
    bias = np.concatenate([weights[f"{part}.bias"] for part in parts])
    heads = _attention(graph, prefix, hidden, matrix, bias)
    attended = _add_and_norm(graph, weights, f"{prefix}attention.output.", heads, hidden)
    inner = _dense(graph, weights, f"{prefix}intermediate.dense", attended)
    inner_bias = graph.constant(
        f"{prefix}intermediate.dense.bias", weights[f"{prefix}intermediate.dense.bias"]
    )
    active = graph.node("BiasGelu", [inner, inner_bias], f"{prefix}active", domain=FUSED)
    return _add_and_norm(graph, weights, f"{prefix}output.", active, attended)


def _attention(
    graph: _Graph, prefix: str, hidden: str, matrix: NDArray[np.float32], bias: NDArray[np.float32]
) -> str:
    """Self-attention, its three projections in one `matrix` (384, 3 x 384)."""
    name, added = f"{prefix}qkv", graph.constant(f"{prefix}qkv.bias", bias)
    if not graph.int8:
        inputs = [hidden, graph.constant(f"{name}.weight", matrix), added, "mask"]
        return graph.node("Attention", inputs, f"{prefix}heads", domain=FUSED, num_heads=HEADS)
    small = [f"{hidden}.{part}" for part in ("bytes", "scale", "zero")]
    graph.nodes.append(helper.make_node("DynamicQuantizeLinear", [hidden], small))
    weight, scale, zero = _in_bytes(graph, name, matrix)
    inputs = [small[0], weight, added, small[1], scale, "mask", small[2], zero]
    return graph.node("QAttention", inputs, f"{prefix}heads", domain=FUSED, num_heads=HEADS)


def _dense(graph: _Graph, weights: Weights, name: str, value: str) -> str:
    """The matrix product of a dense layer. Its bias is left to the operator that follows."""
    matrix = weights[f"{name}.weight"].T
    if not graph.int8:
        weight = graph.constant(f"{name}.weight", matrix)
        return graph.node("MatMul", [value, weight], f"{name}.product")
    inputs = [value, *_in_bytes(graph, name, matrix)]
    return graph.node("DynamicQuantizeMatMul", inputs, f"{name}.product", domain=FUSED)


def _in_bytes(graph: _Graph, name: str, matrix: NDArray[np.float32]) -> list[str]:
    """The matrix as int8, the scale of each of its columns, and their zero points, all 0."""
    scale = np.abs(matrix).max(axis=0) / INT8_RANGE
    scale[scale == 0] = 1.0  # a column of zeros
    small = np.rint(matrix / scale).astype(np.int8)
    return [
        graph.constant(f"{name}.weight", small),
        graph.constant(f"{name}.scale", scale.astype(np.float32)),
        graph.constant(f"{name}.zero", np.zeros(len(scale), dtype=np.int8)),
    ]


def _add_and_norm(graph: _Graph, weights: Weights, prefix: str, value: str, residual: str) -> str:
    product = _dense(graph, weights, f"{prefix}dense", value)
    norm = _norm(graph, weights, f"{prefix}LayerNorm")
    bias = graph.constant(f"{prefix}dense.bias", weights[f"{prefix}dense.bias"])
    return graph.node(
        "SkipLayerNormalization",
        [product, residual, *norm, bias],
        f"{prefix}normed",
        domain=FUSED,
        epsilon=EPSILON,
    )


def _norm(graph: _Graph, weights: Weights, name: str) -> list[str]:
    return [
        graph.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias")
    ]


def _pool(graph: _Graph, hidden: str) -> str:
    """The mean over the tokens, scaled to length 1. A sum will do, as its length is scaled away."""
    axis = graph.constant("axis", np.array([1], dtype=np.int64))
    mask = graph.node("Cast", ["mask"], "float_mask", to=TensorProto.FLOAT)
    row = graph.node("Unsqueeze", [mask, axis], "mask_row")
    pooled = graph.node("MatMul", [row, hidden], "pooled_row")
    flat = graph.node("Squeeze", [pooled, axis], "pooled")
    return graph.node("LpNormalization", [flat], "vectors", axis=1, p=2)


def _serialise(graph: _Graph) -> bytes:
    whole = ["batch", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [
                helper.make_tensor_value_info(name, TensorProto.INT32, whole)
                for name in ("ids", "mask")
            ],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", HIDDEN])],
            graph.tensors,
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)],
        ir_version=8,  # opset 17's own, which every supported onnxruntime reads
        producer_name="galen",
    )
    return bytes(model.SerializeToString(deterministic=True))
