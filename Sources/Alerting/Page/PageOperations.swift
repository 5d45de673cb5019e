/// What the page in a browser asks of a running engine.
package protocol PageOperations: Sendable {
    /// A whole page.
    func page(_ view: PageView, for visitor: PageVisitor) async -> PageAnswer

    /// Does what a form asks for, and says where to go on, or shows the form again with what is wrong.
    func submit(_ submission: PageSubmission, by visitor: PageVisitor) async -> PageAnswer

    /// The parts of the first page that change while one looks at it.
    func liveSections(maySilence: Bool) async -> [LiveSection]

    /// A value for each time that the live parts may have changed; any number before it is looked at count as one.
    ///
    /// For one listener at a time: an earlier one's stream ends.
    func pageChanges() async -> AsyncStream<Void>

    /// What pages need besides themselves.
    func asset(_ asset: PageAsset) -> String
}

/// Who looks at a page.
package struct PageVisitor: Sendable, Hashable {
    /// Whether the role suffices to silence.
    package var maySilence: Bool
    /// The name that was proven; nil where there are no users, and for a token.
    package var name: String?
    /// What a form must bring back, so that no page of another site can send it.
    package var formToken: String

    /// Somebody who looks at a page.
    package init(maySilence: Bool, name: String?, formToken: String) {
        self.maySilence = maySilence
        self.name = name
        self.formToken = formToken
    }
}

/// What is answered to a browser.
package enum PageAnswer: Sendable, Hashable {
    /// What a page is about, as the status of an answer says it.
    package enum Standing: Sendable, Hashable, CaseIterable {
        /// It is there.
        case found
        /// There is no such thing; the page says what there is.
        case notFound
        /// What was asked for cannot be done; the page says why.
        case refused
        /// The store could not be read or written.
        case failed
    }

    /// A page: UTF-8.
    case page(Standing, [UInt8])
    /// It is done; what there is to see now is at that place.
    case done(location: String)
}

/// A part of a page that is replaced by itself.
package struct LiveSection: Sendable, Hashable {
    /// The `id` of its element.
    package let id: String
    /// What stands in the element, or the text of the event for one that is none.
    package let content: [UInt8]

    /// A part with its content.
    package init(id: String, content: [UInt8]) {
        self.id = id
        self.content = content
    }
}

/// A file that pages refer to.
package enum PageAsset: Sendable, Hashable, CaseIterable {
    /// The style sheet.
    case style
    /// What renews the live parts.
    case script
    /// The sign in a browser's tab.
    case icon
}
