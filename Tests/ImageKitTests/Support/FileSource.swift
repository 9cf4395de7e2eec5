import Synchronization

@testable import ImageReading

/// Files in memory as a library user would offer them, honest or not.
final class FileSource: BlobSource {
    /// What is wrong with a source.
    enum Fault: CaseIterable {
        case endsEarly
        case runsOn
        case neverEnds
        case returnsTooMuch
        case failsToRead
        case failsToOpen
        case failsToMeasure
        case opensNothing
        case knowsNoSize
        case hasNegativeSize
        case passesOverTooMuch
        case changesAByte
    }

    struct Failure: Error {}

    let files: [String: [UInt8]]
    let links: [String: String]
    let fault: Fault?
    /// The only files with the fault; nil where all have it.
    let damaged: Set<String>?
    let medium: String
    let fileNames: [String]?
    let diagnostics: [Diagnostic]
    private let log = Mutex<[String]>([])

    /// The names of files that were opened, in order.
    var opened: [String] { log.withLock { $0 } }

    init(
        _ members: [(name: String, contents: [UInt8], link: String?)], fault: Fault? = nil, damaged: Set<String>? = nil,
        medium: String = "memory", isListed: Bool = true, diagnostics: [Diagnostic] = []
    ) {
        files = Dictionary(members.map { ($0.name, $0.contents) }) { $1 }
        links = Dictionary(
            members.compactMap { member in
                member.link.flatMap { BytePath("\(member.name)/../\($0)".utf8) }.map { (member.name, $0.string) }
            }
        ) { $1 }
        self.fault = fault
        self.damaged = damaged
        self.medium = medium
        fileNames = isListed ? files.keys.sorted() : nil
        self.diagnostics = diagnostics
    }

    var name: String { "files in memory" }

    func size(of file: String) throws -> Int64? {
        guard let count = files[identity(of: file)]?.count else { return nil }
        switch fault(of: file) {
        case .failsToMeasure: throw Failure()
        case .knowsNoSize: return nil
        case .hasNegativeSize: return -1
        default: return Int64(count)
        }
    }

    func open(_ file: String) throws -> (any BlobStream)? {
        guard let contents = files[identity(of: file)] else { return nil }
        log.withLock { $0.append(file) }
        switch fault(of: file) {
        case .failsToOpen: throw Failure()
        case .opensNothing: return nil
        case let fault: return Stream(contents, fault)
        }
    }

    func identity(of file: String) -> String { links[file] ?? file }

    private func fault(of file: String) -> Fault? { damaged?.contains(identity(of: file)) ?? true ? fault : nil }

    /// Bytes in small parts, with a fault.
    final class Stream: BlobStream {
        private let bytes: [UInt8]
        private let fault: Fault?
        private var position = 0

        init(_ bytes: [UInt8], _ fault: Fault? = nil) {
            self.bytes = bytes
            self.fault = fault
        }

        func read(upTo count: Int) throws -> [UInt8] {
            let part = Array(bytes.dropFirst(position).prefix(min(count, 1000)))
            let isLast = position + part.count == bytes.count
            position += part.count
            switch fault {
            case .endsEarly where isLast: return Array(part.dropLast())
            case .runsOn where part.isEmpty && position == bytes.count:
                position += 1
                return [0]
            case .neverEnds where part.isEmpty: return [UInt8](repeating: 0, count: count)
            case .returnsTooMuch: return part + [UInt8](repeating: 0, count: count)
            case .failsToRead where isLast: throw Failure()
            case .changesAByte where position == part.count: return [(part.first ?? 0) ^ 1] + part.dropFirst()
            default: return part
            }
        }

        func skip(_ count: Int64) throws -> Int64 {
            if fault == .passesOverTooMuch { return count + 1 }
            var left = count
            while left > 0 {
                let read = try read(upTo: Int(min(left, 1000))).count
                if read == 0 { break }
                left -= Int64(read)
            }
            return count - left
        }
    }
}
