import Model
import Testing

struct CountersTests {
    @Test func columnsAreInTheOrderOfTheTable() {
        #expect(Metric.allCases.map(\.index) == [0, 1, 2, 3, 4])
    }

    @Test func unitsCombine() {
        #expect(MeasureUnit.calls / .calls == .plain)
        #expect((MeasureUnit.calls / .seconds).description == "calls per second")
        #expect((MeasureUnit.plain / .seconds).description == "1 per second")
        #expect((MeasureUnit.calls * .calls).description == "calls^2")
        #expect(MeasureUnit.plain.description == "plain number")
    }

    @Test(arguments: [0, 1, 63, 64, 65, 200])
    func bitsBehindTheLastStayZero(count: Int) {
        let bits = Bitmap(count: count, repeating: true)
        #expect(bits.population == count)
        #expect(bits.indices == Array(0..<count))
        #expect(Bitmap(words: bits.words.map { _ in .max }, count: count) == bits)
    }

    @Test func appendedBitsAreThere() {
        var bits = Bitmap(count: 0)
        for index in 0..<150 { bits.append(index % 3 == 0) }
        #expect(bits.indices == Array(stride(from: 0, to: 150, by: 3)))
    }

    @Test func unknownCountersStayUnknown() {
        var snapshot = Snapshot()
        snapshot.append(AccessCode(ccId: 1, vdn: 170, innoId: 3), [1, nil, 3, nil, 5])
        #expect(Metric.allCases.map { snapshot.value($0, at: 0) } == [1, nil, 3, nil, 5])
    }

    @Test func secretsAreNotPrinted() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!"\(secret) \(String(reflecting: secret)) \(dumped)".contains("hunter2"))
    }
}
