/// Makes what is sent fit what a service takes.
enum Fitting {
    /// How many are tried at first: enough for nearly all notifications.
    private static let firstTry = 16

    /// What `make` gives for the greatest number up to `count` whose result `fits`; for 0 if none does.
    ///
    /// The number is how much is shown: alerts from the front of the list, characters from the front of a text. If a
    /// number fits, smaller ones are taken to fit. What is tried grows from a few on, so that the work is that of what
    /// fits, however much there is.
    static func most<Result>(_ count: Int, fits: (Result) -> Bool, make: (Int) -> Result) -> Result {
        var enough = 0
        var best: Result?
        var tooMany = count + 1
        var next = min(count, firstTry)
        while next > enough {
            let candidate = make(next)
            if fits(candidate) {
                (enough, best) = (next, candidate)
            } else {
                tooMany = next
            }
            let isBounded = tooMany <= count
            next = isBounded ? enough + (tooMany - enough) / 2 : min(count, enough * 2)
        }
        return best ?? make(0)
    }
}

extension String {
    /// The text, or its beginning and an ellipsis, in at most `limit` UTF-16 code units; nothing if not even that fits.
    ///
    /// Services count characters in one way or another; none counts more than UTF-16 code units.
    func cut(to limit: Int) -> String {
        guard utf16.count > limit else { return self }
        var result = ""
        var room = limit - 1
        for character in self {
            room -= character.utf16.count
            if room < 0 { break }
            result.append(character)
        }
        return limit > 0 ? result + "…" : ""
    }
}
