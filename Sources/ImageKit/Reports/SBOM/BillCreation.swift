import ImageLedger
import ImagePackages
import ImageReading

/// When and by what a document is made of a bill, and the name it gets.
struct BillCreation {
    let bill: SoftwareBill
    /// `2026-01-31T12:00:00Z`.
    let created: String

    /// The program as documents name it.
    static let toolName = "imagescan"

    init(_ bill: SoftwareBill, created: Int64?) {
        self.bill = bill
        self.created = BillTime.text(created ?? bill.image.created.flatMap(BillTime.seconds) ?? 0)
    }

    /// The image's name with its tag, or its digest where it has none.
    var name: String { bill.image.references.first ?? "\(bill.image.name)@\(bill.image.digest)" }

    /// A UUID (RFC 9562, version 8) made of the image's digest and of what else makes documents differ: the program's
    /// version, the time, what was asked for, and the format.
    func uuid(_ format: String) -> String {
        let hasLicenses = bill.packages.contains { $0.license != nil }
        var parts = [
            "imagescan", ImageKitVersion.number, format, bill.image.digest.description, created, name,
            String(bill.isVerified), String(hasLicenses), String(bill.edges != nil), String(bill.files != nil),
        ]
        if let vulnerabilities = bill.vulnerabilities {
            parts += vulnerabilities.data.map { "\($0.kind) \($0.date ?? "")" } + vulnerabilities.gaps
            parts += [vulnerabilities.leftOutOfBase].compactMap(\.self).map { "left out of base \($0)" }
            parts += vulnerabilities.rows.map { row in
                "\(row.finding.id) \(row.finding.name) \(row.finding.status.rawValue) \(row.finding.suppression?.status ?? "")"
            }
        }
        var bytes = Array(Digest.bytes(ofSHA256: parts.joined(separator: "\0")).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Digest.hex(bytes))
        return [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]].map { String($0) }.joined(
            separator: "-")
    }

    /// The packages on which the image itself depends: those that no other needs, and one of each ring that none needs.
    var roots: [Int] {
        let count = bill.packages.count
        let needs = bill.needs
        var isNeeded = Array(repeating: false, count: count)
        for edge in bill.edges ?? [] where edge.kind.isHard { isNeeded[edge.to] = true }
        var reached = Array(repeating: false, count: count)
        var roots: [Int] = []
        for start in (0..<count).filter({ !isNeeded[$0] }) + (0..<count) where !reached[start] {
            roots.append(start)
            var pending = [start]
            while let next = pending.popLast() {
                guard !reached[next] else { continue }
                reached[next] = true
                pending += needs[next]
            }
        }
        return roots
    }
}

extension SoftwareBill {
    /// Of each package the positions of those that it can't work without, each once.
    var needs: [[Int]] {
        var needs: [[Int]] = Array(repeating: [], count: packages.count)
        for edge in edges ?? [] where edge.kind.isHard { needs[edge.from].append(edge.to) }
        return needs.map(SoftwareBill.distinct)
    }

    /// The positions of the files of each package that has some, and under -1 of the files that no package owns.
    var filePositions: [Int: [Int]] {
        let files = files ?? []
        return Dictionary(grouping: files.indices) { files[$0].owner ?? -1 }
    }

    /// Positions without those that were there before.
    static func distinct(_ positions: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return positions.filter { seen.insert($0).inserted }
    }
}

extension SoftwareBill.File {
    /// A name of its own among the files.
    var identifier: String { "file-\(Digest.of(Array(path.utf8), algorithm: .sha256).hex.prefix(16))" }
}

extension SoftwareBill.Layer {
    /// The digest that names it: the blob's, else the uncompressed tar's.
    var name: Digest { digest ?? diffID }
}
