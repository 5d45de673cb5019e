/// Writes numbers in groups of seven bits.
struct NumberWriter {
    var bytes: [UInt8] = []

    mutating func write(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes a difference, with its sign in the lowest bit; one that does not fit wraps round, as it is read.
    mutating func writeDifference(_ number: Int64, to before: Int64) {
        let difference = number &- before
        write(UInt64(bitPattern: difference &<< 1 ^ difference &>> 63))
    }
}

/// Reads what ``NumberWriter`` writes; nil behind the end and for numbers of more than 64 bits.
struct NumberReader {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func read() -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            let group = UInt64(byte & 0x7F)
            guard shift < 63 || group <= 1 else { return nil }
            number |= group << UInt64(shift)
            if byte & 0x80 == 0 { return number }
        }
        return nil
    }

    mutating func readDifference(to before: Int64) -> Int64? {
        read().map { number in
            before &+ (Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1))
        }
    }
}
