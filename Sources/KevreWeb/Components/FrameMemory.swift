import Kevre
import Synchronization

/// A layout rendered with gaps for the title, the token of forms and the content.
struct RenderedFrame: Sendable {
    private enum Piece: Sendable {
        case markup(HTML)
        case title
        case token
        case content
    }

    /// What the layout is given in place of title, token and content; drawn anew at each start, so that no text that
    /// somebody typed can pass for one.
    static let titleMark = "title-" + Secrets.token()
    static let tokenMark = "token-" + Secrets.token()
    static let contentMark = "content-" + Secrets.token()

    private let pieces: [Piece]

    /// - Parameter page: the layout, rendered with the marks.
    init(_ page: String) {
        var pieces: [Piece] = []
        for (index, part) in Self.parts(page, Self.contentMark).enumerated() {
            if index > 0 { pieces.append(.content) }
            for (index, part) in Self.parts(part, Self.titleMark).enumerated() {
                if index > 0 { pieces.append(.title) }
                for (index, markup) in Self.parts(part, Self.tokenMark).enumerated() {
                    if index > 0 { pieces.append(.token) }
                    pieces.append(.markup(HTML(trusted: markup)))
                }
            }
        }
        self.pieces = pieces
    }

    private static func parts(_ text: String, _ mark: String) -> [String] {
        text.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
    }

    /// The whole page, in parts that follow each other.
    func page(_ title: String, token: String, _ content: [HTML]) -> [HTML] {
        pieces.flatMap { piece -> [HTML] in
            switch piece {
            case .markup(let markup): [markup]
            case .title: [HTML(escaping: title)]
            case .token: [HTML(escaping: token)]
            case .content: content
            }
        }
    }
}

/// The frames of pages, each rendered once: they depend on nothing but what they are asked for with.
final class FrameMemory: Sendable {
    /// All that a frame shows, but for its title and the token of its forms.
    private enum Key: Hashable {
        case page(
            AuthorityFace, agent: String, service: String?, navigation: [NavigationItem], isLandscape: Bool)
        case everybody(AuthorityFace, subject: String, home: String)
    }

    private let frames = Mutex<[Key: RenderedFrame]>([:])
    /// Frames kept, about 5 kB each; beyond, the memory starts afresh.
    private let capacity = 500

    func recall(_ layout: Layout) -> RenderedFrame? {
        guard let key = key(layout) else { return nil }
        return frames.withLock { $0[key] }
    }

    func remember(_ frame: RenderedFrame, for layout: Layout) {
        guard let key = key(layout) else { return }
        frames.withLock {
            if $0.count >= capacity { $0.removeAll(keepingCapacity: true) }
            $0[key] = frame
        }
    }

    /// nil for frames that are shown once: with a notice, with words that were searched, or at a step of a form.
    private func key(_ layout: Layout) -> Key? {
        switch layout {
        case .page(let frame) where frame.notices.isEmpty && frame.search.isEmpty:
            .page(
                frame.authority, agent: frame.agent.name, service: frame.agent.service,
                navigation: frame.navigation, isLandscape: frame.isLandscape)
        case .public(let frame) where frame.notices.isEmpty && frame.step == nil && !frame.isSignedOut:
            .everybody(frame.authority, subject: frame.subject, home: frame.home)
        default: nil
        }
    }
}

extension Layout {
    /// The token of the frame's forms.
    var token: String {
        switch self {
        case .page(let frame): frame.csrf
        case .public(let frame): frame.csrf
        case .error: ""
        }
    }

    /// The same frame with another token in its forms; notices keep theirs.
    func with(token: String) -> Layout {
        switch self {
        case .page(var frame):
            frame.csrf = token
            return .page(frame)
        case .public(var frame):
            frame.csrf = token
            return .public(frame)
        case .error: return self
        }
    }
}
