package press

import "hash/crc32"

// joinCRC returns the checksum of two stretches of bytes, the second of length n, one after the other, from their own
// checksums. Bits of a checksum are the coefficients of a polynomial over GF(2), the highest bit that of x⁰; n bytes more
// multiply the first by x⁸ⁿ.
func joinCRC(a, b uint32, n int) uint32 {
	power, factor := uint32(1)<<31, uint32(1)<<23 // x⁰, x⁸
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			power = timesCRC(power, factor)
		}
		factor = timesCRC(factor, factor)
	}
	return timesCRC(power, a) ^ b
}

// timesCRC multiplies two polynomials modulo the checksum's own.
func timesCRC(a, b uint32) (product uint32) {
	for bit := uint32(1) << 31; bit != 0; bit >>= 1 {
		if a&bit != 0 {
			product ^= b
		}
		carry := b & 1
		b >>= 1
		if carry != 0 {
			b ^= crc32.IEEE
		}
	}
	return product
}
