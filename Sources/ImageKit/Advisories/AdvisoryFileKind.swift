/// What a file of advisories is, by its contents.
enum AdvisoryFileKind {
    case osv, lines, list, tracker, exploited, likelihoods

    init?(_ bytes: [UInt8]) {
        let head = bytes.prefix(64 << 10)
        guard let first = head.first(where: { !$0.isJSONSpace }) else { return nil }
        if head.starts(with: "#model_version".utf8) || head.starts(with: "cve,epss".utf8) {
            self = .likelihoods
            return
        }
        if first == UInt8(ascii: "[") {
            // Of a list the first record tells.
            guard OSVRecord.isOne(Array(bytes.prefix(1 << 20).drop { $0.isJSONSpace }.dropFirst())) else { return nil }
            self = .list
            return
        }
        guard first == UInt8(ascii: "{") else { return nil }
        let text = String(decoding: head, as: UTF8.self)
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
        if lines.count > 1, OSVRecord.isOne(Array(lines[0])), lines[1].first == UInt8(ascii: "{") {
            self = .lines
        } else if text.contains("\"catalogVersion\""),
            text.contains("\"vulnerabilities\"") || text.contains("\"cves\"")
        {
            self = .exploited
        } else if OSVRecord.isOne(bytes) {
            self = .osv
        } else if text.contains("\"releases\"") || text.contains("\"repositories\"") {
            self = .tracker
        } else {
            return nil
        }
    }
}
