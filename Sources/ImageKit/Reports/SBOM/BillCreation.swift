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
        let parts = [
            "imagescan", ImageKitVersion.number, format, bill.image.digest.description, created, name,
            String(bill.isVerified), String(hasLicenses), String(bill.edges != nil), String(bill.files != nil),
        ]
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
        var needs: [[Int]] = Array(repeating: [], count: count)
        var isNeeded = Array(repeating: false, count: count)
        for edge in bill.edges ?? [] where edge.kind.isHard {
            needs[edge.from].append(edge.to)
            isNeeded[edge.to] = true
        }
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

extension SoftwareBill.File {
    /// A name of its own among the files.
    var identifier: String { "file-\(Digest.of(Array(path.utf8), algorithm: .sha256).hex.prefix(16))" }
}

extension SoftwareBill.Layer {
    /// The digest that names it: the blob's, else the uncompressed tar's.
    var name: Digest { digest ?? diffID }
}
