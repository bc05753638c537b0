"""SHA-256 of very many short texts at once: sixteen texts a step, a column of the processor's registers each.

The standard library computes one text at a time, and calling it takes longer than computing. The lottery of a
million students is drawn with this; that it is SHA-256 is checked against the library, for a part of every
lottery each time and for any text by the tests. Source: FIPS 180-4.
"""

from __future__ import annotations

import numpy as np

from kadry.engine.jit import njit

LANES = 16
LONGEST = 55  # bytes: what fits into one block with the padding

ROUNDS = np.array(
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ],
    np.uint32,
)  # fmt: skip
START = np.array(
    [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19], np.uint32
)  # fmt: skip


@njit
def turned(word, bits):
    """A 32-bit word rotated to the right."""
    return np.uint32((word >> np.uint32(bits)) | (word << np.uint32(32 - bits)))


@njit
def _write(words, lane, at, byte):
    """Write a byte of a block into its column, where the byte still is 0."""
    words[(at >> 2) * LANES + lane] |= np.uint32(byte) << np.uint32(24 - 8 * (at & 3))


@njit
def _load(words, lane, prefix, texts, begin, end):
    """Write one text, padded to a block, into its column; `prefix` is what all blocks begin with, in words."""
    length = np.int64(prefix[16])
    for i in range(16):
        words[i * LANES + lane] = prefix[i]
    for i in range(begin, end):
        _write(words, lane, length + i - begin, texts[i])
    length += end - begin
    _write(words, lane, length, 0x80)
    words[15 * LANES + lane] = np.uint32(8 * length)


@njit
def _words_of(prefix):
    """A prefix as the 16 words of a block and, behind them, its length in bytes."""
    words = np.zeros(16 * LANES, np.uint32)
    for i in range(len(prefix)):
        _write(words, 0, i, prefix[i])
    found = np.empty(17, np.uint32)
    for i in range(16):
        found[i] = words[i * LANES]
    found[16] = len(prefix)
    return found


@njit
def _stretch(words):
    """The 16 words of each column made 64."""
    for t in range(16, 64):
        for lane in range(t * LANES, (t + 1) * LANES):
            near, far = words[lane - 2 * LANES], words[lane - 15 * LANES]
            s1 = turned(near, 17) ^ turned(near, 19) ^ (near >> np.uint32(10))
            s0 = turned(far, 7) ^ turned(far, 18) ^ (far >> np.uint32(3))
            words[lane] = np.uint32(s1 + words[lane - 7 * LANES] + s0 + words[lane - 16 * LANES])


@njit
def _round(state, words, t, a, b, c, d, e, f, g, h):
    """One round; the registers change names from round to round instead of places."""
    for lane in range(LANES):
        ve, va, vb, vc = state[e + lane], state[a + lane], state[b + lane], state[c + lane]
        s1 = turned(ve, 6) ^ turned(ve, 11) ^ turned(ve, 25)
        chosen = (ve & state[f + lane]) ^ (~ve & state[g + lane])
        one = np.uint32(state[h + lane] + s1 + chosen + ROUNDS[t] + words[t * LANES + lane])
        s0 = turned(va, 2) ^ turned(va, 13) ^ turned(va, 22)
        most = (va & vb) ^ (va & vc) ^ (vb & vc)
        state[d + lane] = np.uint32(state[d + lane] + one)
        state[h + lane] = np.uint32(one + s0 + most)


@njit
def _compress(words, state):
    """Sixty-four rounds. Where each register lies is written out, or the compiler would not dare take lanes together."""
    for i in range(8 * LANES):
        state[i] = START[i // LANES]
    a, b, c, d, e, f, g, h = 0, LANES, 2 * LANES, 3 * LANES, 4 * LANES, 5 * LANES, 6 * LANES, 7 * LANES
    for t in range(0, 64, 8):
        _round(state, words, t, a, b, c, d, e, f, g, h)
        _round(state, words, t + 1, h, a, b, c, d, e, f, g)
        _round(state, words, t + 2, g, h, a, b, c, d, e, f)
        _round(state, words, t + 3, f, g, h, a, b, c, d, e)
        _round(state, words, t + 4, e, f, g, h, a, b, c, d)
        _round(state, words, t + 5, d, e, f, g, h, a, b, c)
        _round(state, words, t + 6, c, d, e, f, g, h, a, b)
        _round(state, words, t + 7, b, c, d, e, f, g, h, a)


@njit
def first_eight_bytes(prefix, texts, ends):
    """The first 8 bytes of SHA-256 of prefix + text, as integers, for texts as in an Arrow column of strings.

    prefix uint8[p], texts uint8[bytes], ends int64[n + 1] → uint64[n]. No prefix + text is longer than LONGEST.
    """
    count = len(ends) - 1
    found = np.empty(count, np.uint64)
    shared = _words_of(prefix)
    words = np.empty(64 * LANES, np.uint32)
    state = np.empty(8 * LANES, np.uint32)
    for begin in range(0, count, LANES):
        for lane in range(LANES):
            text = min(begin + lane, count - 1)  # the last step fills its spare columns with the last text
            _load(words, lane, shared, texts, ends[text], ends[text + 1])
        _stretch(words)
        _compress(words, state)
        for lane in range(min(LANES, count - begin)):
            high, low = np.uint32(state[lane] + START[0]), np.uint32(state[LANES + lane] + START[1])
            found[begin + lane] = (np.uint64(high) << np.uint64(32)) | np.uint64(low)
    return found
