import Foundation
import PostgreSQL
import Spreadsheet

extension Office {
    /// Writes everything a query selects to a file, in constant memory, from one state of the database.
    ///
    /// The file appears under its name only once it is whole; whatever goes wrong, nothing is left behind.
    ///
    /// - Returns: the number of rows.
    /// - Throws: ``AccessRefusal``; ``ExportRefusal`` when the disk is full or the place cannot be written.
    @discardableResult
    public func export(
        _ listing: Listing, _ query: ListingQuery, as format: ExportFormat, for agent: Agent, to file: URL
    ) async throws -> Int {
        let origin = origin(agent)
        return try await ExportRefusal.translating { [self] in
            try await read { tx in
                switch format {
                case .xlsx:
                    return try listing.writeWorkbook(query, for: agent, origin: origin, in: tx, to: file.path)
                case .csv:
                    return try OutputFile.write(to: file) { sink in
                        try listing.writeCSV(query, for: agent, in: tx, to: sink)
                    }
                case .json:
                    return try OutputFile.write(to: file) { sink in
                        try listing.writeJSON(query, for: agent, in: tx, to: sink)
                    }
                }
            }
        }
    }

    /// The same, given piece by piece to `sink`: to standard output. A workbook, which must be whole before its
    /// first byte is known, passes through a temporary file.
    @discardableResult
    public func export(
        _ listing: Listing, _ query: ListingQuery, as format: ExportFormat, for agent: Agent,
        to sink: @escaping @Sendable ([UInt8]) throws -> Void
    ) async throws -> Int {
        switch format {
        case .csv: return try await read { try listing.writeCSV(query, for: agent, in: $0, to: sink) }
        case .json: return try await read { try listing.writeJSON(query, for: agent, in: $0, to: sink) }
        case .xlsx:
            let file = FileManager.default.temporaryDirectory.appending(path: "kevre-\(UUID().uuidString).xlsx")
            // It may never have been made: that it is gone is all that counts.
            defer { try? FileManager.default.removeItem(at: file) }
            let count = try await export(listing, query, as: .xlsx, for: agent, to: file)
            let handle = try FileHandle(forReadingFrom: file)
            defer { handle.closeFile() }
            while let piece = try handle.read(upToCount: 1 << 16), !piece.isEmpty { try sink(Array(piece)) }
            return count
        }
    }

    /// What files handed out now say of themselves.
    public func origin(_ agent: Agent) -> ExportOrigin {
        ExportOrigin(authority: authority.name, agent: agent.name, day: today())
    }
}
