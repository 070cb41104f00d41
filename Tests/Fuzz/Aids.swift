import Foundation

@testable import Kevre

/// A catalogue of aids, to the last field of each record.
enum Aids {
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        do {
            let file = try AidFile(json: bytes)
            let reading = AidRecordReading(shape: file.shape, funder: nil)
            for place in file.places {
                guard String(validating: bytes[place.range], as: UTF8.self) != nil else { continue }
                var scan = JSONScan(bytes, from: place.range.lowerBound)
                var record = reading.record(try scan.value(), at: place)
                record.check(today: Day(2026, 3, 1))
                _ = record.indexedTexts
            }
        } catch is JSONScan.Flaw {
            // Said with its line by who reads the file.
        } catch {
            Tables.say(error)
        }
    }
}
