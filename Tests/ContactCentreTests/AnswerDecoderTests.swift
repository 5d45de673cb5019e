import CSimdJSON
import Model
import Testing

// The decoder is not of the package's surface; through it every document is a test of its own.
@testable import ContactCentre

struct AnswerDecoderTests {
    /// What the decoder makes of an answer.
    private struct Answer: Equatable {
        var problem: String?
        var resultCode: String?
        var shape: csimdjson_shape
        var rows: [Row]
    }

    private struct Row: Equatable {
        var id: Int64
        /// nil where unknown.
        var counters: [Double?]
        var notNumbers: Int
    }

    private func decode(_ bytes: [UInt8], with decoder: AnswerDecoder = AnswerDecoder()) -> Answer {
        bytes.withUnsafeBytes { bytes in
            decoder.decode(bytes, as: csimdjson_calls) { document in
                Answer(
                    problem: document.problemText,
                    resultCode: document.result_code.text,
                    shape: document.result_desc_shape,
                    rows: document.calls.map { row in
                        let values = row.counters
                        let all = [values.0, values.1, values.2, values.3, values.4]
                        return Row(
                            id: row.id,
                            counters: all.enumerated().map { row.known >> UInt8($0) & 1 == 1 ? $1 : nil },
                            notNumbers: row.not_numbers.nonzeroBitCount
                        )
                    }
                )
            }
        }
    }

    private func decode(_ text: String) -> Answer { decode(Array(text.utf8)) }

    private func queueCallCount(_ value: String) -> Row? {
        decode(#"{"resultDesc":[{"innoId":1,"queueCallCount":\#(value)}]}"#).rows.first
    }

    @Test(arguments: [
        ("0", 0), ("21", 21), ("21.0", 21), ("2.1e1", 21), ("2.1E+1", 21), ("210e-1", 21), ("0.21e2", 21),
        ("2100000000000000000000e-20", 21), ("0.000000000000000000000021e24", 21), ("-0", 0), ("-0.0e5", 0),
        ("0e999999999999999999999999", 0), ("0.000", 0), ("9007199254740992", 9_007_199_254_740_992),
        ("9007199254740991", 9_007_199_254_740_991), ("9007199254740992.000", 9_007_199_254_740_992),
        ("9.007199254740992e15", 9_007_199_254_740_992), ("900719925474099200e-2", 9_007_199_254_740_992),
        ("1e15", 1e15), (#""21""#, 21), (#""2.1e1""#, 21), (#""\u0032\u0031""#, 21), (#""0""#, 0),
    ])
    func wholeNumberFromZeroTo2To53IsACounter(_ text: String, _ value: Double) {
        #expect(queueCallCount(text)?.counters == [nil, nil, nil, value, nil])
        #expect(queueCallCount(text)?.notNumbers == 0)
    }

    @Test(arguments: [
        "-1", "1.5", "null", "true", "false", "{}", "[]", "[1]", #"{"a":1}"#, #""abc""#, #""""#, #"" 21""#, #""21 ""#,
        #""021""#, #""+1""#, #""1.""#, #"".5""#, #""0x10""#, #""1e""#, #""١""#, #""Infinity""#, #""NaN""#,
        "9007199254740993", "9007199254740992.5", "9007199254740992.00000000000000000001", "1e16", "1e400", "-1e400",
        "1e-400", "20.99999999999999999999", "18446744073709551616", "340282366920938463463374607431768211456",
        "1e99999999999999999999", "1e-99999999999999999999", "5e-324", "99999999999999999", "0.1", "-0.5", "-21",
    ])
    func anythingElseIsDeliveredAndNoNumber(_ text: String) {
        #expect(queueCallCount(text)?.counters == [nil, nil, nil, nil, nil])
        #expect(queueCallCount(text)?.notNumbers == 1)
        #expect(decode(#"{"a":\#(text)}"#).problem == nil)
    }

    @Test func counterThatIsNotThereIsUnknownAndNotCounted() {
        #expect(
            decode(#"{"resultDesc":[{"innoId":7}]}"#).rows == [
                Row(id: 7, counters: [nil, nil, nil, nil, nil], notNumbers: 0)
            ]
        )
    }

    @Test(arguments: [("3", 3), (#""3""#, 3), ("3.0", 3), ("30e-1", 3), ("0", 0)] as [(String, Int64)])
    func idsAreReadAsCountersAre(_ text: String, _ id: Int64) {
        #expect(decode(#"{"resultDesc":[{"innoId":\#(text)}]}"#).rows.map(\.id) == [id])
    }

    @Test(arguments: ["-3", "1.5", "null", #""x""#, "9007199254740993", "[3]", "{}"])
    func objectWithoutValidIdIsIgnored(_ text: String) {
        let answer = decode(
            #"{"resultDesc":[{"innoId":\#(text),"queueCallCount":1},{"queueCallCount":1},{},{"innoId":4}]}"#
        )
        #expect(answer.problem == nil)
        #expect(answer.rows.map(\.id) == [4])
    }

    @Test func unknownMembersAndTheirOrderDoNotMatter() {
        let answer = decode(
            #"""
             { "x": {"resultCode": [1, {"innoId": 9}]}, "resultDesc": [ {"longestWaitTime": 5, "y": [[], {}, "\u00e9\n"],
             "queueCallCount": "4", "agentCallCount": 3.0, "innoId": 1, "ivrCallCount": 2, "allCallCount": 9, "z": null} ],
             "resultDatas": [{"innoId": 8}], "result\u0043ode": "0100000", "result": "0" }
            """#
        )
        #expect(answer.problem == nil)
        #expect(answer.resultCode == "0100000")
        #expect(answer.rows == [Row(id: 1, counters: [9, 2, 3, 4, 5], notNumbers: 0)])
    }

    @Test func ofAKeyGivenTwiceTheLastCounts() {
        let answer = decode(
            #"""
            {"resultCode":"1","resultDesc":[{"innoId":1}],"resultDesc":[{"innoId":2,"innoId":3,"queueCallCount":1,
            "queueCallCount":null,"allCallCount":"x","allCallCount":6}],"resultCode":"0100000"}
            """#
        )
        #expect(answer.resultCode == "0100000")
        #expect(answer.rows == [Row(id: 3, counters: [6, nil, nil, nil, nil], notNumbers: 1)])
    }

    @Test(arguments: [
        (#"{"resultDesc":[]}"#, csimdjson_objects), (#"{"resultDesc":"text"}"#, csimdjson_string),
        (#"{"resultDesc":{}}"#, csimdjson_other), (#"{"resultDesc":7}"#, csimdjson_other),
        (#"{"resultDesc":null}"#, csimdjson_null), ("{}", csimdjson_absent),
        (#"{"resultDesc":[{"innoId":1},5]}"#, csimdjson_other), (#"{"resultDesc":[[]]}"#, csimdjson_other),
    ])
    func shapeOfTheDescriptionIsTold(_ text: String, _ shape: csimdjson_shape) {
        #expect(decode(text).problem == nil)
        #expect(decode(text).shape == shape)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[]", "null", "1", #""x""#, "{}{}", "{}}", "{} x", "{}1", "{,}", #"{"a"}"#, #"{"a":}"#,
        #"{"a" 1}"#, "{1:2}", "{a:1}", #"{"a":1,}"#, #"{"a":1 "b":2}"#, #"{"a":01}"#, #"{"a":+1}"#, #"{"a":1.}"#,
        #"{"a":.5}"#, #"{"a":1e}"#, #"{"a":-}"#, #"{"a":tru}"#, #"{"a":nullx}"#, #"{"a":NaN}"#, #"{"a":[1,]}"#,
        #"{"a":[,]}"#, #"{"a":[1 2]}"#, #"{"a":[1}"#, #"{"a":[1}}"#, #"{"a":{"b":1}"#, #"{"a":["x":1]}"#, #"{"a":'b'}"#,
        #"{"a":"\x"}"#, #"{"a":"\u12g4"}"#, #"{"a":"\ud800"}"#, "{\"a\":\"\n\"}", "{\"a\":\"b}", #"{"\q":1}"#,
        #"{"resultDesc":[{"innoId":1},{"innoId":2}"#, #"{"resultDesc":[{"innoId":1},{"innoId":2"#,
        #"{"resultDesc":[{"innoId":1}]"#, #"{"resultDesc":[{"innoId":1x}]}"#, "{\"a\":1}\u{0}", "{/**/}",
    ])
    func whatIsNoJSONObjectGivesNothing(_ text: String) {
        let answer = decode(text)
        #expect(answer.problem != nil)
        #expect(answer.rows == [])
    }

    @Test(arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3]] as [[UInt8]])
    func whatIsNoUTF8GivesNothing(_ bytes: [UInt8]) {
        #expect(decode(Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8)).problem != nil)
    }

    @Test func everyCutOfAnAnswerGivesNothing() {
        let whole = Array(
            #"{"resultCode":"0100000","resultDesc":[{"innoId":1,"allCallCount":21},{"innoId":2}],"x":[{"y":1}]}"#.utf8
        )
        let decoder = AnswerDecoder()
        #expect(decode(whole, with: decoder).rows.count == 2)
        for count in 0..<whole.count {
            // The decoder's buffer still holds the rest.
            let answer = decode(Array(whole[..<count]), with: decoder)
            #expect(answer.problem != nil, "\(count) bytes")
            #expect(answer.rows == [], "\(count) bytes")
        }
    }

    @Test func nestingIsBounded() {
        func nested(_ depth: Int) -> String {
            #"{"a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(decode(nested(100)).problem == nil)
        #expect(decode(nested(101)).problem != nil)
        #expect(decode(nested(1_000_000)).problem != nil)
        #expect(decode(String(repeating: #"{"a":"#, count: 100_000)).problem != nil)
    }

    @Test func byteOrderMarkIsSteppedOver() {
        #expect(decode([0xEF, 0xBB, 0xBF] + Array("{}".utf8)).problem == nil)
        #expect(decode([0xEF, 0xBB, 0xBF]).problem != nil)
    }

    @Test func decoderGrowsAndIsUsedAgain() {
        let decoder = AnswerDecoder()
        for count in [1, 500, 50_000, 2] {
            let objects = (1...count).map { #"{"innoId":\#($0),"allCallCount":\#($0)}"# }.joined(separator: ",")
            let answer = decode(Array("{\"resultDesc\":[\(objects)]}".utf8), with: decoder)
            #expect(answer.rows.map(\.id) == (1...Int64(count)).map(\.self))
            #expect(answer.rows.last?.counters[0] == Double(count))
        }
    }
}
