import Foundation

/// Programs of others that read what is written here: the Python environment of the tests.
public enum PythonJudge {
    /// Its interpreter; nil where script/setup has not made it.
    public static var python: String? {
        if let given = ProcessInfo.processInfo.environment["KEVRE_PYTHON"] { return given }
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized.path
        let own = root + "/var/python/bin/python"
        return FileManager.default.isExecutableFile(atPath: own) ? own : nil
    }

    /// Runs a script; what it prints.
    ///
    /// - Throws: ``Failure`` when it ends badly.
    public static func ask(_ script: String, _ arguments: String...) throws -> String {
        guard let python else { throw Failure(story: "no Python") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", script] + arguments
        process.environment = ["PYTHONIOENCODING": "utf-8"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(story: said) }
        return said
    }

    /// The script did not end well.
    public struct Failure: Error {
        /// What it printed.
        public let story: String
    }
}
