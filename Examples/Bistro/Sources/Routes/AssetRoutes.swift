import Foundation
import Hummingbird

/// The script, the style sheet, the API's description (inside the binary) and the pictures (beside the database).
struct AssetRoutes {
    /// The folder that `bistro generate` put the pictures in.
    let pictures: String

    func add(to router: Router<BistroContext>) {
        add("/assets/bistro.js", Assets.script, type: "text/javascript; charset=utf-8", to: router)
        add("/assets/bistro.css", Assets.styleSheet, type: "text/css; charset=utf-8", to: router)
        add("/openapi.json", Assets.openAPI, type: "application/json; charset=utf-8", to: router)
        router.get("/images/:name") { _, context in
            try await picture(named: context.parameters.get("name") ?? "", context: context)
        }
    }

    private func add(_ path: RouterPath, _ content: ByteBuffer, type: String, to router: Router<BistroContext>) {
        router.get(path) { _, _ in
            Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: content))
        }
    }

    private func picture(named name: String, context: BistroContext) async throws -> Response {
        let stem = name.dropLast(4)
        // No dots and no slashes: nothing outside the folder can be named.
        let isPlain = stem.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        guard name.hasSuffix(".jpg"), !stem.isEmpty, isPlain else { throw Problem.notFound("no picture “\(name)”") }
        let body = try await FileIO().loadFile(path: "\(pictures)/\(name)", context: context)
        return Response(status: .ok, headers: [.contentType: "image/jpeg"], body: body)
    }
}

/// The files of `Public`, built into the binary so that it runs from anywhere.
enum Assets {
    /// The script: its parts one after the other, unminified, as many sites ship theirs.
    static let script = joined([
        PackageResources.core_js, PackageResources.session_js, PackageResources.charts_js,
        PackageResources.calendar_js, PackageResources.explore_js, PackageResources.chef_js,
        PackageResources.dashboard_js, PackageResources.reviews_js, PackageResources.start_js,
    ])
    static let styleSheet = joined([PackageResources.bistro_css])
    static let openAPI = joined([PackageResources.openapi_json])

    private static func joined(_ parts: [[UInt8]]) -> ByteBuffer {
        ByteBuffer(bytes: Array(parts.joined()))
    }
}
