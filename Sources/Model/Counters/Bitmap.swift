/// A row of bits, 64 to a word; those behind the last are always 0.
package struct Bitmap: Sendable, Hashable {
    /// The words, the lowest bit first.
    package private(set) var words: [UInt64]
    /// How many bits there are.
    package private(set) var count: Int

    /// `count` bits, all 0 or all 1.
    package init(count: Int, repeating bit: Bool = false) {
        self.count = count
        words = Array(repeating: bit ? .max : 0, count: (count + 63) / 64)
        clearTail()
    }

    /// The bits of `words`, of which the first `count` count.
    package init(words: [UInt64], count: Int) {
        precondition(words.count == (count + 63) / 64, "\(words.count) words for \(count) bits")
        self.words = words
        self.count = count
        clearTail()
    }

    /// The bit at `index`.
    package subscript(index: Int) -> Bool {
        get { words[index >> 6] >> UInt64(index & 63) & 1 == 1 }
        set {
            let mask: UInt64 = 1 << UInt64(index & 63)
            if newValue { words[index >> 6] |= mask } else { words[index >> 6] &= ~mask }
        }
    }

    /// Puts one bit behind the last.
    package mutating func append(_ bit: Bool) {
        if count & 63 == 0 { words.append(0) }
        count += 1
        if bit { self[count - 1] = true }
    }

    /// How many bits are 1.
    package var population: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The places of the bits that are 1, in order.
    package var indices: [Int] {
        var result: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                result.append(index << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return result
    }

    private mutating func clearTail() {
        if count & 63 != 0, !words.isEmpty { words[words.count - 1] &= (1 << UInt64(count & 63)) - 1 }
    }
}
