import Foundation
import Kevre

/// The terminal, if there is one.
enum Terminal {
    /// Whether the standard output is a terminal.
    static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }
    /// Whether the standard error is a terminal: there the progress bar goes.
    static var isError: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal; 0 when the output is a pipe or a file, where nothing is cut.
    static var width: Int {
        guard isOutput else { return 0 }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return 0 }
        return Int(size.ws_col)
    }
}

/// A progress bar on a terminal; nothing in a pipe.
struct ProgressBar: Sendable {
    let title: String

    func show(_ done: Int, of total: Int?) {
        guard Terminal.isError else { return }
        let text: String
        if let total, total > 0 {
            let filled = min(30, done * 30 / total)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
            text = "\r\(title) \(bar) \(done * 100 / total) %"
        } else {
            text = "\r\(title) \(done)"
        }
        FileHandle.standardError.write(Data(text.utf8))
    }

    func end() {
        guard Terminal.isError else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[K".utf8))
    }
}

/// Where results go.
enum Output {
    static func write(_ data: Data, to path: String?) throws {
        guard let path, path != "-" else {
            return try standardOutput(data)
        }
        try OutputFile.write(data, to: URL(filePath: path))
    }

    /// Writes to the standard output; a full disk or a reader that left is said, not fallen over.
    static func standardOutput(_ data: some DataProtocol) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: data)
        } catch {
            throw OutputRefusal(reason: errno)
        }
    }

    static func print(_ json: String, to path: String? = nil) throws {
        try write(Data((json + "\n").utf8), to: path)
    }
}

/// The standard output takes nothing more.
struct OutputRefusal: Refusal {
    let reason: Int32
    var code: String { reason == ENOSPC ? "disk_full" : "file_not_writable" }
    var message: String {
        reason == ENOSPC
            ? "Le disque est plein\u{a0}: la sortie est incomplète."
            : "La sortie ne peut pas être écrite\u{a0}: elle est incomplète."
    }
}
