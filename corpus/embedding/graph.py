"""The ONNX graph of the bundled model, from its safetensors. Called by `weights`, once a home.

BERT (Devlin et al. 2019, arXiv:1810.04805) with mean pooling and L2 normalisation as in
Sentence-BERT (Reimers and Gurevych 2019, arXiv:1908.10084). The nodes are ONNX Runtime's own fused
operators (domain com.microsoft): what its optimiser would find in the plain graph, said directly.
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

Weights = Mapping[str, NDArray[np.float32]]


@dataclass
class _Graph:
    """Nodes and initializers in the making. Each method adds and returns a value's name."""

    nodes: list[Any] = field(default_factory=list)
    tensors: list[Any] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output


def build_graph(safetensors: bytes) -> bytes:
    """The serialised model: the same bytes for the same weights and the same onnx.

    Inputs `ids` and `mask`, both int32 (batch, tokens), mask 1 for tokens and 0 for padding; at
    most 512 tokens. Output `vectors`, float32 (batch, 384), rows of length 1.
    """
    weights = load(safetensors)
    graph = _Graph()
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
    heads = graph.node(
        "Attention",
        [
            hidden,
            graph.constant(f"{prefix}qkv.weight", matrix),
            graph.constant(f"{prefix}qkv.bias", bias),
            "mask",
        ],
        f"{prefix}heads",
        domain=FUSED,
        num_heads=HEADS,
    )
    attended = _add_and_norm(graph, weights, f"{prefix}attention.output.", heads, hidden)
    inner = _dense(graph, weights, f"{prefix}intermediate.dense", attended)
    inner_bias = graph.constant(
        f"{prefix}intermediate.dense.bias", weights[f"{prefix}intermediate.dense.bias"]
    )
    active = graph.node("BiasGelu", [inner, inner_bias], f"{prefix}active", domain=FUSED)
    return _add_and_norm(graph, weights, f"{prefix}output.", active, attended)


def _dense(graph: _Graph, weights: Weights, name: str, value: str) -> str:
    """The matrix product of a dense layer. Its bias is left to the operator that follows."""
    matrix = graph.constant(f"{name}.weight", weights[f"{name}.weight"].T)
    return graph.node("MatMul", [value, matrix], f"{name}.product")


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
