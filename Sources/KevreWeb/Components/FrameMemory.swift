import Kevre
import Synchronization

/// A layout rendered with gaps for the title and the content.
struct RenderedFrame: Sendable {
    private enum Piece: Sendable {
        case markup(HTML)
        case title
        case content
    }

    /// What the layout is given in place of title and content; drawn anew at each start, so that no text that
    /// somebody typed can pass for one.
    static let titleMark = "title-" + Secrets.token()
    static let contentMark = "content-" + Secrets.token()

    private let pieces: [Piece]
    private let length: Int

    /// - Parameter page: the layout, rendered with the marks.
    init(_ page: String) {
        var pieces: [Piece] = []
        for (index, part) in Self.parts(page, Self.contentMark).enumerated() {
            if index > 0 { pieces.append(.content) }
            for (index, markup) in Self.parts(part, Self.titleMark).enumerated() {
                if index > 0 { pieces.append(.title) }
                pieces.append(.markup(HTML(trusted: markup)))
            }
        }
        self.pieces = pieces
        length = page.utf8.count
    }

    private static func parts(_ text: String, _ mark: String) -> [String] {
        text.split(separator: mark, omittingEmptySubsequences: false).map(String.init)
    }

    /// The whole page.
    func page(_ title: String, _ content: [HTML]) -> HTML {
        var page = HTML()
        page.reserve(content.reduce(length + 3 * title.utf8.count) { $0 + $1.bytes.count })
        for piece in pieces {
            switch piece {
            case .markup(let markup): page.append(markup)
            case .title: page.append(escaping: title)
            case .content: for part in content { page.append(part) }
            }
        }
        return page
    }
}

/// The frames of signed-in agents, each rendered once: they depend on nothing but what they are asked for with.
final class FrameMemory: Sendable {
    /// All that a frame shows, but for its title.
    private struct Key: Hashable {
        let authority: AuthorityFace
        let agent: String
        let service: String?
        let csrf: String
        let navigation: [NavigationItem]
        let isLandscape: Bool
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

    /// nil for frames that are shown once: with a notice, or with words that were searched.
    private func key(_ layout: Layout) -> Key? {
        guard case .page(let frame) = layout, frame.notices.isEmpty, frame.search.isEmpty else { return nil }
        return Key(
            authority: frame.authority, agent: frame.agent.name, service: frame.agent.service, csrf: frame.csrf,
            navigation: frame.navigation, isLandscape: frame.isLandscape)
    }
}
