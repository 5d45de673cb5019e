/// The loops that instructions are: 64 rows and more at a time, in vectors of 8.
///
/// A target may be one of its sources: every row is read before it is written.
enum BlockKernels {
    typealias Vector = SIMD8<Double>
    typealias Mask = SIMDMask<SIMD8<Int64>>

    /// Where numbers come from.
    enum Source {
        case constant(Double)
        case vector(UnsafePointer<Double>)
    }

    /// The values without their signs.
    @inline(__always)
    static func magnitude(_ values: Vector) -> Vector {
        values.replacing(with: -values, where: values .< 0)
    }

    /// Makes one number of two in every row.
    @inline(__always)
    static func map(
        _ left: Source,
        _ right: Source,
        _ target: UnsafeMutablePointer<Double>,
        words: Int,
        _ operation: (Vector, Vector) -> Vector
    ) {
        switch (left, right) {
        case (.vector(let left), .vector(let right)):
            for row in stride(from: 0, to: words * 64, by: 8) {
                store(operation(load(left + row), load(right + row)), target + row)
            }
        case (.vector(let left), .constant(let right)):
            let right = Vector(repeating: right)
            for row in stride(from: 0, to: words * 64, by: 8) {
                store(operation(load(left + row), right), target + row)
            }
        case (.constant(let left), .vector(let right)):
            let left = Vector(repeating: left)
            for row in stride(from: 0, to: words * 64, by: 8) {
                store(operation(left, load(right + row)), target + row)
            }
        case (.constant(let left), .constant(let right)):
            let result = operation(Vector(repeating: left), Vector(repeating: right))
            for row in stride(from: 0, to: words * 64, by: 8) { store(result, target + row) }
        }
    }

    /// The rows of `within` for which a comparison holds.
    @inline(__always)
    static func test(
        _ left: Source,
        _ right: Source,
        _ within: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<UInt64>,
        words: Int,
        _ comparison: (Vector, Vector) -> Mask
    ) {
        switch (left, right) {
        case (.vector(let left), .vector(let right)):
            for word in 0..<words {
                let bits = pack { row in comparison(load(left + word * 64 + row), load(right + word * 64 + row)) }
                target[word] = bits & within[word]
            }
        case (.vector(let left), .constant(let right)):
            let right = Vector(repeating: right)
            for word in 0..<words {
                let bits = pack { row in comparison(load(left + word * 64 + row), right) }
                target[word] = bits & within[word]
            }
        case (.constant, _):
            preconditionFailure("a test has its constant on the right")
        }
    }

    /// Makes one plane of two.
    @inline(__always)
    static func combine(
        _ left: UnsafePointer<UInt64>,
        _ right: UnsafePointer<UInt64>,
        _ target: UnsafeMutablePointer<UInt64>,
        words: Int,
        _ operation: (UInt64, UInt64) -> UInt64
    ) {
        for word in 0..<words { target[word] = operation(left[word], right[word]) }
    }

    /// Folds the values of `others` into those of `target`, which has as many.
    @inline(__always)
    static func fold(
        _ fold: Instruction.Fold,
        _ target: UnsafeMutableBufferPointer<Double>,
        _ others: UnsafeBufferPointer<Double>
    ) {
        guard let values = target.baseAddress, let others = others.baseAddress else { return }
        let words = target.count / 64
        let (left, right) = (Source.vector(UnsafePointer(values)), Source.vector(others))
        switch fold {
        case .sum: map(left, right, values, words: words) { $0 + $1 }
        case .min: map(left, right, values, words: words) { $0.replacing(with: $1, where: $1 .< $0) }
        case .max: map(left, right, values, words: words) { $0.replacing(with: $1, where: $1 .> $0) }
        }
    }

    /// The values of the rows whose bit is set, and in all others the same one.
    static func select(
        _ source: Source,
        _ bits: UnsafePointer<UInt64>,
        otherwise: Double,
        _ target: UnsafeMutableBufferPointer<Double>,
        words: Int
    ) {
        guard let values = target.baseAddress else { return }
        let lanes = SIMD8<UInt64>(0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80)
        let other = Vector(repeating: otherwise)
        for row in stride(from: 0, to: words * 64, by: 8) {
            let byte = UInt8(truncatingIfNeeded: bits[row >> 6] >> UInt64(row & 63))
            guard byte != 0 else {
                store(other, values + row)
                continue
            }
            let value =
                switch source {
                case .constant(let value): Vector(repeating: value)
                case .vector(let values): load(values + row)
                }
            // Nearly always all rows have their bit, or none behind the last one.
            let isSet = (SIMD8<UInt64>(repeating: UInt64(byte)) & lanes) .!= 0
            store(byte == .max ? value : other.replacing(with: value, where: isSet), values + row)
        }
    }

    /// The outcomes of 64 rows as the bits of a word, asked for in eights.
    @inline(__always)
    private static func pack(_ outcome: (Int) -> Mask) -> UInt64 {
        // Each lane collects one bit of every eight rows; nothing crosses lanes until the end.
        let first = SIMD8<UInt64>(0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80)
        var lanes = SIMD8<UInt64>()
        for eighth in 0..<8 {
            lanes |= SIMD8<UInt64>().replacing(with: first &<< UInt64(eighth * 8), where: outcome(eighth * 8))
        }
        let four = lanes.lowHalf | lanes.highHalf
        let two = four.lowHalf | four.highHalf
        return two[0] | two[1]
    }

    /// Eight values.
    @inline(__always)
    static func load(_ address: UnsafePointer<Double>) -> Vector {
        UnsafeRawPointer(address).loadUnaligned(as: Vector.self)
    }

    @inline(__always)
    private static func store(_ vector: Vector, _ address: UnsafeMutablePointer<Double>) {
        UnsafeMutableRawPointer(address).storeBytes(of: vector, as: Vector.self)
    }
}
