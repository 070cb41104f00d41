import Foundation
import Spreadsheet

/// What is wrong with a file, in words for who sent it.
extension SpreadsheetError: Refusal {
    /// The French sentence, with the probable cause and what to do.
    public var message: String {
        switch self {
        case .cannotRead(let path, let reason):
            "Le fichier «\u{a0}\(path)\u{a0}» ne peut pas être lu\u{a0}: \(Self.french(reason))."
        case .empty: "Le fichier est vide."
        case .notATable(let kind):
            "Ce fichier n’est pas un tableau\u{a0}: c’est \(Self.name(of: kind)). Enregistrez-le en xlsx ou en csv."
        case .encrypted: "Ce classeur est protégé par un mot de passe\u{a0}: enregistrez-le sans protection."
        case .unclosedQuote(let line):
            "Un guillemet ouvert à la ligne \(line) n’est jamais refermé\u{a0}: le fichier est mal formé ou tronqué."
        case .tooLarge(let measure, let found, let allowed):
            "Le fichier dépasse ce qui est accepté (\(Self.name(of: measure))\u{a0}: \(FrenchText.grouped(found)), "
                + "au plus \(FrenchText.grouped(allowed)))."
        case .damaged(let part, let reason):
            "Le fichier est abîmé ou tronqué (\(part)\u{a0}: \(Self.french(reason))). Ouvrez-le dans un tableur et enregistrez-le de nouveau."
        case .entitiesRefused:
            "Ce fichier contient des définitions qu’aucun tableur n’écrit\u{a0}: il est refusé par prudence."
        case .noSuchSheet(let sheet, let count):
            "Le classeur n’a pas de feuille n°\u{a0}\(sheet + 1)\u{a0}: il en a \(count)."
        case .diskFull: "Le disque est plein\u{a0}: rien n’a été écrit."
        case .cannotWrite(let path, let reason):
            Self.missingFolder(of: path, reason)
                ?? "Le fichier «\u{a0}\(path)\u{a0}» ne peut pas être écrit\u{a0}: \(Self.french(reason))."
        case .tooManyCells(let found, let columns): "Une ligne a \(found) cellules pour \(columns) colonnes."
        case .finished: "Le classeur est déjà terminé."
        }
    }

    /// The sentence for a file whose folder is not there: nothing else can be missing of a file to be made.
    static func missingFolder(of path: String, _ reason: String) -> String? {
        guard reason == "No such file or directory" else { return nil }
        let folder = URL(filePath: path).deletingLastPathComponent().path
        return "Le dossier «\u{a0}\(folder)\u{a0}» n’existe pas\u{a0}: créez-le, ou choisissez-en un autre. "
            + "Rien n’a été écrit."
    }

    /// What the system or libzip says, in French where it is common.
    static func french(_ reason: String) -> String {
        switch reason {
        case "No such file or directory": "il n’existe pas"
        case "Permission denied": "vous n’en avez pas le droit"
        case "Is a directory": "c’est un dossier"
        case "Not a directory": "ce chemin passe par un fichier"
        case "Read-only file system": "le disque est en lecture seule"
        case "Input/output error": "le disque répond par une erreur"
        case "Not a zip archive", "Premature end of file", "Zip archive inconsistent": "archive incomplète"
        default: reason
        }
    }

    /// A stable name for programs.
    public var code: String {
        switch self {
        case .cannotRead: "file_unreadable"
        case .diskFull: "disk_full"
        case .cannotWrite, .tooManyCells, .finished: "file_not_writable"
        default: "file.refused"
        }
    }

    private static func name(of measure: ReadLimits.Measure) -> String {
        switch measure {
        case .file: "octets du fichier"
        case .entries: "parties de l’archive"
        case .unpacked: "octets une fois décompressé"
        case .ratio: "taux de compression, comme celui d’une archive piégée"
        case .sharedStrings: "octets de textes partagés"
        case .sheets: "feuilles"
        case .merges: "cellules fusionnées d’une feuille"
        case .markup: "octets de balises, comme n’en écrit aucun tableur"
        case .rows: "lignes"
        case .columns: "colonnes"
        case .cells: "cellules"
        case .field: "octets d’une cellule"
        case .record: "octets d’une ligne"
        }
    }

    private static func name(of kind: FileKind) -> String {
        switch kind {
        case .pdf: "un PDF"
        case .png, .jpeg, .gif, .tiff, .webp: "une image"
        case .docx, .rtf, .odt: "un document de traitement de texte"
        case .pptx: "une présentation"
        case .oleDocument: "un ancien document de bureautique"
        case .ods: "un classeur OpenDocument (.ods)"
        case .openDocument: "un document OpenDocument"
        case .xlsb: "un classeur binaire (.xlsb)"
        case .zip, .gzip, .sevenZip, .rar: "une archive"
        case .html: "une page web"
        case .xml: "un fichier XML"
        case .json: "un fichier JSON"
        case .sqlite: "une base de données"
        case .binary: "un fichier d’un format inconnu"
        }
    }
}
