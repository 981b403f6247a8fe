"""Which partition Kafka's Java client chooses for a key (32-bit murmur2, as KIP-480 left it for keyed records)."""

MASK = 0xFFFFFFFF


def murmur2(data):
    m, h = 0x5BD1E995, (0x9747B28C ^ len(data)) & MASK
    whole = len(data) // 4 * 4
    for i in range(0, whole, 4):
        k = int.from_bytes(data[i:i + 4], "little") * m & MASK
        k = (k ^ (k >> 24)) * m & MASK
        h = (h * m & MASK) ^ k
    rest = data[whole:]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * m & MASK
    h = (h ^ (h >> 13)) * m & MASK
    return h ^ (h >> 15)


def partition_for(key, partitions):
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions
