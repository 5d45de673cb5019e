import Testing

@testable import Delivery

struct MarkupTests {
    @Test(
        arguments: [
            (.plain, "a <b> & *c*"), (.slack, "a &lt;b&gt; &amp; *c*"), (.telegram, "a &lt;b&gt; &amp; *c*"),
            (.googleChat, "a &lt;b&gt; &amp; *c*"), (.markdown, #"a \<b\> & \*c\*"#),
            (.feishu, "a &#60;b&#62; &#38; &#42;c&#42;"), (.weCom, "a ＜b＞ & ＊c＊"),
        ] as [(Markup, String)]
    )
    func dataIsNoMarkup(_ markup: Markup, expected: String) {
        #expect(markup.text("a <b> & *c*") == expected)
    }

    @Test(
        arguments: [
            (.plain, "x http://h/%28a%29"), (.slack, "<http://h/%28a%29|x>"),
            (.telegram, #"<a href="http://h/%28a%29">x</a>"#), (.markdown, "[x](http://h/%28a%29)"),
            (.adaptiveCard, "[x](http://h/%28a%29)"), (.weCom, "[x](http://h/%28a%29)"),
        ] as [(Markup, String)]
    )
    func linksCannotBeBrokenOutOf(_ markup: Markup, expected: String) {
        #expect(markup.link("x", to: "http://h/(a)") == expected)
    }

    @Test func webAddressesInMarkdownStayWhole() {
        #expect(Markup.markdown.text("see https://h/a_b_c now_or") == #"see https://h/a_b_c now\_or"#)
        #expect(Markup.markdown.text("https://h/[a](b)") == #"https://h/\[a\]\(b\)"#)
    }

    @Test func quotesAreEntitiesOnlyWhereTheyAreRead() {
        #expect(Markup.slack.text("\"") == "\"")
        #expect(Markup.telegram.text("\"") == "&quot;")
    }

    @Test func nobodyIsCalledByALabel() {
        #expect(Markup.markdown.text("@all a@b") == "@\u{200B}all a@b")
        #expect(Markup.slack.text("<!here>") == "&lt;!here&gt;")
    }
}

struct FittingTests {
    @Test(arguments: 0...40)
    func asMuchAsFits(limit: Int) {
        var tried = 0
        let result = Fitting.most(
            30,
            fits: { $0 <= limit },
            make: { number in
                tried += 1
                return number
            }
        )
        #expect(result == min(limit, 30))
        #expect(tried <= 8)
    }

    @Test func nothingFitsAndNothingIsShown() {
        #expect(Fitting.most(5, fits: { $0 < 0 }, make: { $0 }) == 0)
        #expect(Fitting.most(0, fits: { _ in false }, make: { $0 }) == 0)
    }

    @Test(arguments: [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a👩‍👩‍👧", 4, "a…"), ("abc", 1, "…"), ("abc", 0, "")])
    func textsAreCutBetweenCharacters(text: String, limit: Int, expected: String) {
        #expect(text.cut(to: limit) == expected)
    }
}
