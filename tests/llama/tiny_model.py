"""Writes a language model of 400 kB with random weights, as a file that llama.cpp's server loads.

    python -m tests.llama.tiny_model tiny.gguf

What it says means nothing; how it says it can be relied on. Held to a JSON schema it writes strings of a few English
words, numbers of one digit and short arrays, some 1,000 tokens for a brief; without a schema it never ends. Its layers are
computed and add nothing: with the server's ``--seed`` an answer depends on the last token and the schema alone, so that
the random mark in our prompts changes nothing, and a test does today what it did yesterday.
"""

import sys
from pathlib import Path

import numpy as np
from gguf import GGUFWriter, TokenType

WIDTH = 64  # numbers of a token's vector
ALWAYS, AFTER_DIGIT, AFTER_QUOTE, AFTER_BRACE = range(4)  # numbers that say what a next token weighs; others are random
HEADS = 2
LAYERS = 2
TRAINED_FOR = 65_536  # tokens; the server's --ctx-size may be anything up to that
WORDS = """
    that with from this have said will more than into over they were been about company model phone chips market makers
    prices users year report team shops camera battery screen engine plans sales record growth factory design software
    network update service launch offers shows builds opens closes grows falls asks tells wants needs keeps sells ships
""".split()  # of four letters or more: one may be all that an insight has
CHAT = (
    "{%- for message in messages %}{{ message['role'] + ':\\n' + message['content'] + '\\n' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{ 'assistant:\\n' }}{%- endif %}"
)
_SPECIAL = ("<unk>", "<s>", "</s>")
_BYTES = range(len(_SPECIAL), len(_SPECIAL) + 256)

# What a next token weighs; a word weighs 0, and of what the grammar allows the heaviest are likely.
_BYTE = -6.0
_NEVER = -12.0  # the end of the answer before the schema asks for it, numbers below 1, white space
_ENDS = 3.0  # a string, as likely as twenty words
_BEGINS = -2.5  # an object, rather than that the array stays empty; a string goes on
_NEXT = 12.0  # what follows a digit; what follows a brace, which are two things as likely


def write(path: Path, *, seed: int = 1) -> Path:
    """Write the model to the file and return its path; the same seed gives the same file."""
    writer = GGUFWriter(path, "llama")
    words = [f"\u2581{word}\u2581fell" for word in WORDS]  # one word would be no insight
    tokens = [*_SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), *words]
    types = [TokenType.UNKNOWN, TokenType.CONTROL, TokenType.CONTROL, *[TokenType.BYTE] * 256]
    _describe(writer, len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([*types, *[TokenType.NORMAL] * len(words)])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(CHAT)
    for name, weights in _tensors(len(tokens), np.random.default_rng(seed)).items():
        writer.add_tensor(name, weights.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _describe(writer: GGUFWriter, tokens: int) -> None:
    writer.add_name("tiny")
    writer.add_context_length(TRAINED_FOR)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(tokens)


def _tensors(tokens: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    embedding = random.normal(0, 0.3, (tokens, WIDTH))
    embedding[:, ALWAYS] = 1
    for place, characters in ((AFTER_DIGIT, b"0123456789"), (AFTER_QUOTE, b'"'), (AFTER_BRACE, b"}")):
        embedding[:, place] = 0
        embedding[_ids(characters), place] = 1
    normed = float(np.mean(1 / np.sqrt(np.mean(embedding**2, axis=1))))  # what about becomes of a 1 in the last norm
    answer = random.normal(0, 0.05, (tokens, WIDTH))
    answer[:, : AFTER_BRACE + 1] = _weights(tokens) / normed
    tensors = {"token_embd.weight": embedding, "output_norm.weight": np.ones(WIDTH), "output.weight": answer}
    for layer in range(LAYERS):
        for part in ("attn_q", "attn_k", "attn_v", "ffn_gate", "ffn_up"):
            tensors[f"blk.{layer}.{part}.weight"] = random.normal(0, 0.1, (WIDTH, WIDTH))
        for part in ("attn_output", "ffn_down"):  # what a layer adds
            tensors[f"blk.{layer}.{part}.weight"] = np.zeros((WIDTH, WIDTH))
        for part in ("attn_norm", "ffn_norm"):
            tensors[f"blk.{layer}.{part}.weight"] = np.ones(WIDTH)
    return tensors


def _weights(tokens: int) -> np.ndarray:
    """Return what each token weighs as the next one: always, and in addition after certain others."""
    weights = np.zeros((tokens, AFTER_BRACE + 1))
    weights[_BYTES, ALWAYS] = _BYTE
    weights[[*range(len(_SPECIAL)), *_ids(b"-0 \t\n")], ALWAYS] = _NEVER
    weights[_ids(b"{"), ALWAYS] = _BEGINS
    weights[_ids(b'"'), [ALWAYS, AFTER_QUOTE]] = [_ENDS, -_NEXT]
    weights[_ids(b","), [AFTER_DIGIT, AFTER_BRACE]] = _NEXT
    weights[_ids(b"]"), AFTER_BRACE] = _NEXT
    return weights


def _ids(characters: bytes) -> list[int]:
    return [_BYTES[byte] for byte in characters]


if __name__ == "__main__":
    write(Path(sys.argv[1]))
