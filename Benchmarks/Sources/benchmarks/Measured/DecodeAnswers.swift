import ContactCentre
import Model

extension Benchmark {
    private static let answerCount = 500
    private static let codesPerAnswer = 500

    /// Each line of a recording is one answer as the interface gives it; its reading into columns is that of a poll.
    static let decodeAnswers = Benchmark(name: "decode an answer of 500 codes into columns") { name, surroundings in
        var numbers = Numbers(seed: 2)
        let lines = (0..<answerCount).map { number in
            line(of: answer(codes: codesPerAnswer) { _ in numbers.next() % 100 }, second: number)
        }
        let text = lines.joined()
        let path = try surroundings.folder.write(text, to: "answers.jsonl")
        let seconds = try Clock.thread.best(of: 9) { try read(path) }
        return [
            Figure(
                name: name,
                value: Double(text.utf8.count) / seconds / 1e6,
                unit: .megabytesPerSecond,
                target: 500,
                method: "best of 9 readings of \(answerCount) answers from a file, processor time"
            )
        ]
    }

    /// The objects of an answer, and no more.
    static func answer(codes: Int, queueCallCount: (Int) -> UInt64) -> String {
        let objects = (1...codes).map { code in
            let waiting = queueCallCount(code)
            return #"{"innoId":\#(code),"allCallCount":\#(waiting * 2),"ivrCallCount":0,"#
                + #""agentCallCount":\#(waiting),"queueCallCount":\#(waiting),"longestWaitTime":\#(waiting * 3)}"#
        }
        return "[" + objects.joined(separator: ",") + "]"
    }

    private static func line(of objects: String, second: Int) -> String {
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let time = "2014-10-07T07:\(digits(second / 60)):\(digits(second % 60))Z"
        return #"{"timestamp":"\#(time)","ccId":1,"vdn":170,"resultCode":"0100000","resultDesc":\#(objects)}"# + "\n"
    }

    private static func read(_ path: String) throws {
        var reader = RecordingReader(files: [path], source: "benchmark")
        var polls = 0
        while let poll = try reader.next() {
            guard case .snapshot(let snapshot) = poll.result, snapshot.count == codesPerAnswer else {
                throw NoFigure.failed("an answer was read as \(poll.result)")
            }
            polls += 1
        }
        guard polls == answerCount else { throw NoFigure.failed("\(polls) answers of \(answerCount)") }
    }
}
