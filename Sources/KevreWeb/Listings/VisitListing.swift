import Foundation
import Hummingbird
import Kevre
import PostgreSQL

extension Visit {
    /// A list: one page of it, with filters, totals, saved views, choice of columns; or, with `?format=xlsx|csv|json`,
    /// everything it selects as a file. It costs one transaction; totals and choices come from memory until
    /// something changes.
    ///
    /// - Parameters:
    ///   - section: the entry of the navigation.
    ///   - title: another title than the listing's.
    ///   - whole: what the list is one part of, and its tabs.
    ///   - path: the way down to it.
    ///   - actions: at the right of the title, the main one last.
    ///   - bulk: what can be done to chosen rows (posted as `choix`).
    ///   - narrowing: what the page adds to the query that the visitor may not take away.
    ///   - empty: shown when the list has no row at all.
    public func list(
        _ listing: Listing, active section: Section, title: String? = nil,
        of whole: (title: String, sections: [Link])? = nil, path: [Link] = [],
        actions: [HTML] = [], bulk: [ListPage.BulkAction] = [], intro: HTML = "", empty: @autoclosure () -> HTML,
        narrowing: (inout ListingQuery) -> Void = { _ in }
    ) async throws -> Response {
        var narrowed = ListingQuery(parameters: self.query)
        narrowing(&narrowed)
        let query = narrowed
        let intro =
            listing.filters.compactMap { $0.problem(in: query) }
            .map { notice("\($0) Ce filtre ne restreint rien.", .attention) }.joined() + intro
        var bare = ListingQuery(parameters: [])
        narrowing(&bare)
        let fixed = Set(bare.filters.keys)
        // A file that holds more than was asked would be believed: it is not made.
        if self.query("format") != nil, let problem = listing.filters.lazy.compactMap({ $0.problem(in: query) }).first {
            throw UnreadableFilter(message: problem)
        }
        if let format = self.query("format").flatMap(ExportFormat.init) {
            return try await export(listing, query, as: format)
        }
        var placeless = query
        placeless.after = nil
        placeless.before = nil
        let key = ListingMemory.Key(
            authority: office.authority.code, listing: listing.name, agent: agent.id, services: agent.services,
            csrf: csrf, address: self.path, query: placeless, title: title, whole: whole?.title,
            sections: whole?.sections ?? [], path: path, actions: actions,
            bulk: bulk, intro: intro)
        let generation = office.totals.generation
        if let known = site.lists.recall(key, generation: generation) {
            let isStart = query.after == nil && query.before == nil
            let reading = isStart ? known.reading : try listing.reading(query, for: agent)
            let page =
                reading.readsClock
                ? try await office.read { try reading.page(in: $0) }
                : try await office.readOnce { try reading.page(in: $0) }
            // Without a row the page is another: it is made anew below.
            if !page.rows.isEmpty {
                return try self.page(
                    title: known.title, active: section, known.around(page, of: listing, query, at: self.path))
            }
        }
        async let counted = office.totals(listing, query, for: agent)
        let (page, filters, saved) = try await office.read { [agent, query] tx in
            (
                try listing.page(query, for: agent, in: tx), try listing.filterState(query, in: tx),
                try SavedView.all(of: listing.name, for: agent, in: tx)
            )
        }
        let totals = try await counted
        var list = ListPage(
            listing, query, page, totals: totals, filters: filters, at: self.path, csrf: csrf,
            picks: !bulk.isEmpty, fixed: fixed, empty: empty())
        if let title { list.title = title }
        list.whole = whole?.title
        list.sections = whole?.sections ?? []
        list.path = path
        list.actions = actions
        list.bulk = bulk
        list.views = views(saved, query)
        if agent.id != nil { list.saveViewAddress = "/vues?liste=\(listing.name)" }
        if list.rows.count > 0 {
            let around = ListingMemory.Surroundings(
                title: list.title, columns: list.columns, opening: intro + list.opening, closing: list.closing,
                picks: !bulk.isEmpty, sheet: ListingSheet(page.columns), totals: totals,
                reading: try listing.reading(placeless, for: agent))
            site.lists.remember(around, for: key, generation: generation)
        }
        return try self.page(title: list.title, active: section, intro + list.html)
    }

    /// « Tout », then the views; none when nobody saved one.
    private func views(_ saved: [SavedView], _ query: ListingQuery) -> [Link] {
        guard !saved.isEmpty else { return [] }
        let here = query.address()
        return [Link("Tout", path, isCurrent: here.isEmpty)]
            + saved.map { Link($0.name, "\(path)?\($0.query)", isCurrent: $0.query == here) }
    }

    /// The whole list as a file. It is written first and sent afterwards: a slow visitor holds no connection to
    /// the database, and what goes wrong is said on a page rather than in a broken file.
    private func export(_ listing: Listing, _ query: ListingQuery, as format: ExportFormat) async throws
        -> Response
    {
        try FileManager.default.createDirectory(at: site.settings.incoming, withIntermediateDirectories: true)
        let file = site.settings.incoming.appending(path: "\(Secrets.token()).\(format.fileExtension)")
        try await office.export(listing, query, as: format, for: agent, to: file)
        return try download(
            file, as: format.fileName(listing.title, today), type: format.mediaType)
    }

    /// A file made for this visit: sent in pieces and deleted.
    ///
    /// - Parameters:
    ///   - file: where it is; gone afterwards.
    ///   - name: what the visitor's copy is called.
    public func download(_ file: URL, as name: String, type: String) throws -> Response {
        let handle = try FileHandle(forReadingFrom: file)
        let length = try handle.seekToEnd()
        try handle.seek(toOffset: 0)
        // Its name goes at once; the content stays until the handle is closed, even when nobody reads it.
        try FileManager.default.removeItem(at: file)
        return download(name, type: type, length: Int(length)) { writer in
            while let piece = try handle.read(upToCount: 1 << 16), !piece.isEmpty {
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try handle.close()
            try await writer.finish(nil)
        }
    }
}

extension ListingMemory.Surroundings {
    /// A page's content: the rows that were read, between what is remembered.
    func around(_ page: ListingPage, of listing: Listing, _ query: ListingQuery, at address: String) -> [HTML] {
        let pickForm = picks ? ListPage.pickForm : nil
        let neighbours = page.neighbours(listing, query, totals, at: address)
        return [
            opening, sheet.rows(page.rows, columns, pickForm: pickForm).html, closing,
            pager(neighbours.summary, previous: neighbours.previous, next: neighbours.next),
        ]
    }
}
