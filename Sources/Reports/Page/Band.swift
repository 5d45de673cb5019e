import Alerting
import Model

/// A stretch of time as a chart shows it: a bar with a colour and a tooltip.
struct Band {
    var tone: Tone
    /// Its beginning and end, where the chart is ``width`` wide.
    var start: Double
    var end: Double
    /// How many stretches it stands for.
    var count = 1
    /// What it is, of one stretch.
    var word: String
    /// The first and the last moment of what it stands for; the last is nil when the recording ended before.
    var first: Timestamp
    var last: Timestamp?

    /// How wide a chart is, in units of its own.
    static let width = 1000.0
    /// Bars that are nearer than this are drawn as one, so that a chart has a bounded size.
    private static let resolution = 1.0

    /// The bars of stretches in the order of their start, of which those of one colour that touch become one.
    static func bands(_ stretches: [(stretch: AlertStretch, labels: Labels)], in window: TimeWindow) -> [Band] {
        var bands: [Band] = []
        var lastOfTone: [Tone: Int] = [:]
        for (stretch, labels) in stretches {
            guard let part = window.part(from: stretch.start, to: stretch.end ?? window.end) else { continue }
            let band = Band(
                tone: stretch.tone(labels),
                start: window.share(of: part.start) * width,
                end: window.share(of: part.end) * width,
                word: stretch.word(labels),
                first: stretch.start,
                last: stretch.end
            )
            if let place = lastOfTone[band.tone], band.start - bands[place].end < resolution {
                bands[place].join(band)
            } else {
                lastOfTone[band.tone] = bands.count
                bands.append(band)
            }
        }
        // The worst is drawn last, above the others.
        return bands.sorted { ($0.tone.rawValue, $0.start) < ($1.tone.rawValue, $1.start) }
    }

    private mutating func join(_ other: Band) {
        end = max(end, other.end)
        count += other.count
        last = last.flatMap { last in other.last.map { max(last, $0) } }
    }

    /// What a reader sees who points at it.
    var title: String {
        let what = count == 1 ? word : "\(count) times \(word)"
        let from = "\(what) from \(first.text(.full))"
        return last.map { "\(from) to \($0.text(.full)) (\($0 - first))" } ?? "\(from) to the end of the recording"
    }
}

extension TimeWindow {
    /// Where `time` lies, from 0 at the start to 1 at the end.
    func share(of time: Timestamp) -> Double {
        Double((time - start).milliseconds) / Double(max(1, length.milliseconds))
    }
}
