// Made by `make generate` from the names of the files; edit those.

#include "project_files.h"

static const unsigned char file_0[] = {
#embed "../../plugins/templates/c/Makefile"
};
static const unsigned char file_1[] = {
#embed "../../plugins/templates/c/connector.c"
};
static const unsigned char file_2[] = {
#embed "../../plugins/templates/c/test.c"
};
static const unsigned char file_3[] = {
#embed "../../Sources/CConnectorABI/include/chat4all/connector.h"
};
static const unsigned char file_4[] = {
#embed "../../plugins/c/chat4all/hmac.h"
};
static const unsigned char file_5[] = {
#embed "../../plugins/c/chat4all/http.h"
};
static const unsigned char file_6[] = {
#embed "../../plugins/c/chat4all/json.h"
};
static const unsigned char file_7[] = {
#embed "../../plugins/c/chat4all/test_host.h"
};
static const unsigned char file_8[] = {
#embed "../../plugins/templates/common/.gitignore"
};
static const unsigned char file_9[] = {
#embed "../../plugins/templates/common/README.md"
};
static const unsigned char file_10[] = {
#embed "../../plugins/templates/common/channels.yaml"
};
static const unsigned char file_11[] = {
#embed "../../plugins/templates/common/service.py"
};
static const unsigned char file_12[] = {
#embed "../../plugins/templates/common/settings.yaml"
};
static const unsigned char file_13[] = {
#embed "../../plugins/templates/common/verify/callbacks/delivered.json"
};
static const unsigned char file_14[] = {
#embed "../../plugins/templates/common/verify/callbacks/message.json"
};
static const unsigned char file_15[] = {
#embed "../../plugins/templates/common/verify/callbacks/something_else.json"
};
static const unsigned char file_16[] = {
#embed "../../plugins/templates/common/verify/verify.json"
};
static const unsigned char file_17[] = {
#embed "../../plugins/templates/rust/Cargo.toml"
};
static const unsigned char file_18[] = {
#embed "../../plugins/templates/rust/Makefile"
};
static const unsigned char file_19[] = {
#embed "../../plugins/templates/rust/src/lib.rs"
};
static const unsigned char file_20[] = {
#embed "../../plugins/templates/rust/tests/connector.rs"
};
static const unsigned char file_21[] = {
#embed "../../plugins/rust/chat4all-connector/Cargo.toml"
};
static const unsigned char file_22[] = {
#embed "../../plugins/rust/chat4all-connector/src/border.rs"
};
static const unsigned char file_23[] = {
#embed "../../plugins/rust/chat4all-connector/src/event.rs"
};
static const unsigned char file_24[] = {
#embed "../../plugins/rust/chat4all-connector/src/failure.rs"
};
static const unsigned char file_25[] = {
#embed "../../plugins/rust/chat4all-connector/src/ffi.rs"
};
static const unsigned char file_26[] = {
#embed "../../plugins/rust/chat4all-connector/src/hmac.rs"
};
static const unsigned char file_27[] = {
#embed "../../plugins/rust/chat4all-connector/src/host.rs"
};
static const unsigned char file_28[] = {
#embed "../../plugins/rust/chat4all-connector/src/http.rs"
};
static const unsigned char file_29[] = {
#embed "../../plugins/rust/chat4all-connector/src/json.rs"
};
static const unsigned char file_30[] = {
#embed "../../plugins/rust/chat4all-connector/src/lib.rs"
};
static const unsigned char file_31[] = {
#embed "../../plugins/rust/chat4all-connector/src/messages.rs"
};
static const unsigned char file_32[] = {
#embed "../../plugins/rust/chat4all-connector/src/operations.rs"
};
static const unsigned char file_33[] = {
#embed "../../plugins/rust/chat4all-connector/src/plugin.rs"
};
static const unsigned char file_34[] = {
#embed "../../plugins/rust/chat4all-connector/src/sending.rs"
};
static const unsigned char file_35[] = {
#embed "../../plugins/rust/chat4all-connector/src/settings.rs"
};
static const unsigned char file_36[] = {
#embed "../../plugins/rust/chat4all-connector/src/testing.rs"
};
static const unsigned char file_37[] = {
#embed "../../plugins/rust/chat4all-connector/src/timer.rs"
};
static const unsigned char file_38[] = {
#embed "../../plugins/rust/chat4all-connector/src/webhook.rs"
};
static const unsigned char file_39[] = {
#embed "../../plugins/templates/swift/Makefile"
};
static const unsigned char file_40[] = {
#embed "../../plugins/templates/swift/Package.swift"
};
static const unsigned char file_41[] = {
#embed "../../plugins/templates/swift/Sources/Connector/NewChannelConnector.swift"
};
static const unsigned char file_42[] = {
#embed "../../plugins/templates/swift/Sources/Plugin/Entry.swift"
};
static const unsigned char file_43[] = {
#embed "../../plugins/templates/swift/Tests/NewChannelConnectorTests.swift"
};
static const unsigned char file_44[] = {
#embed "../../plugins/templates/swift/connector.map"
};
static const unsigned char file_45[] = {
#embed "../../plugins/templates/sdk/Package.swift"
};
static const unsigned char file_46[] = {
#embed "../../Sources/CConnectorABI/abi.c"
};
static const unsigned char file_47[] = {
#embed "../../Sources/CConnectorABI/include/chat4all/connector.h"
};
static const unsigned char file_48[] = {
#embed "../../Sources/CConnectorABI/include/module.modulemap"
};
static const unsigned char file_49[] = {
#embed "../../plugins/ConnectorSDK/Border/BorderArena+Structs.swift"
};
static const unsigned char file_50[] = {
#embed "../../plugins/ConnectorSDK/Border/BorderArena.swift"
};
static const unsigned char file_51[] = {
#embed "../../plugins/ConnectorSDK/Border/BorderStruct.swift"
};
static const unsigned char file_52[] = {
#embed "../../plugins/ConnectorSDK/Border/BorderText.swift"
};
static const unsigned char file_53[] = {
#embed "../../plugins/ConnectorSDK/Connector.swift"
};
static const unsigned char file_54[] = {
#embed "../../plugins/ConnectorSDK/ConnectorDescription.swift"
};
static const unsigned char file_55[] = {
#embed "../../plugins/ConnectorSDK/ConnectorError.swift"
};
static const unsigned char file_56[] = {
#embed "../../plugins/ConnectorSDK/ConnectorSlots.swift"
};
static const unsigned char file_57[] = {
#embed "../../plugins/ConnectorSDK/DescriptorWriter.swift"
};
static const unsigned char file_58[] = {
#embed "../../plugins/ConnectorSDK/Host/Abortion.swift"
};
static const unsigned char file_59[] = {
#embed "../../plugins/ConnectorSDK/Host/CurrentOperation.swift"
};
static const unsigned char file_60[] = {
#embed "../../plugins/ConnectorSDK/Host/Host+Completion.swift"
};
static const unsigned char file_61[] = {
#embed "../../plugins/ConnectorSDK/Host/Host+Files.swift"
};
static const unsigned char file_62[] = {
#embed "../../plugins/ConnectorSDK/Host/Host+HTTP.swift"
};
static const unsigned char file_63[] = {
#embed "../../plugins/ConnectorSDK/Host/Host+Parts.swift"
};
static const unsigned char file_64[] = {
#embed "../../plugins/ConnectorSDK/Host/Host+State.swift"
};
static const unsigned char file_65[] = {
#embed "../../plugins/ConnectorSDK/Host/Host.swift"
};
static const unsigned char file_66[] = {
#embed "../../plugins/ConnectorSDK/Host/HostTable.swift"
};
static const unsigned char file_67[] = {
#embed "../../plugins/ConnectorSDK/Host/InstanceExecutor.swift"
};
static const unsigned char file_68[] = {
#embed "../../plugins/ConnectorSDK/Host/PendingAnswer.swift"
};
static const unsigned char file_69[] = {
#embed "../../plugins/ConnectorSDK/Instance+Operations.swift"
};
static const unsigned char file_70[] = {
#embed "../../plugins/ConnectorSDK/Instance.swift"
};
static const unsigned char file_71[] = {
#embed "../../plugins/ConnectorSDK/Messages/Change.swift"
};
static const unsigned char file_72[] = {
#embed "../../plugins/ConnectorSDK/Messages/Event.swift"
};
static const unsigned char file_73[] = {
#embed "../../plugins/ConnectorSDK/Messages/EventAttachment.swift"
};
static const unsigned char file_74[] = {
#embed "../../plugins/ConnectorSDK/Messages/FileMessage.swift"
};
static const unsigned char file_75[] = {
#embed "../../plugins/ConnectorSDK/Messages/HTTPHeader.swift"
};
static const unsigned char file_76[] = {
#embed "../../plugins/ConnectorSDK/Messages/HTTPRequest.swift"
};
static const unsigned char file_77[] = {
#embed "../../plugins/ConnectorSDK/Messages/HTTPResponse.swift"
};
static const unsigned char file_78[] = {
#embed "../../plugins/ConnectorSDK/Messages/Sent.swift"
};
static const unsigned char file_79[] = {
#embed "../../plugins/ConnectorSDK/Messages/TextFormat.swift"
};
static const unsigned char file_80[] = {
#embed "../../plugins/ConnectorSDK/Messages/TextMessage.swift"
};
static const unsigned char file_81[] = {
#embed "../../plugins/ConnectorSDK/Messages/WebhookAnswer.swift"
};
static const unsigned char file_82[] = {
#embed "../../plugins/ConnectorSDK/Messages/WebhookRequest.swift"
};
static const unsigned char file_83[] = {
#embed "../../plugins/ConnectorSDK/Operations.swift"
};
static const unsigned char file_84[] = {
#embed "../../plugins/ConnectorSDK/OperationsWriter.swift"
};
static const unsigned char file_85[] = {
#embed "../../plugins/ConnectorSDK/Plugin.swift"
};
static const unsigned char file_86[] = {
#embed "../../plugins/ConnectorSDK/Settings/BaseURL.swift"
};
static const unsigned char file_87[] = {
#embed "../../plugins/ConnectorSDK/Settings/ConnectorSettings.swift"
};
static const unsigned char file_88[] = {
#embed "../../plugins/ConnectorSDK/Settings/SettingsReader+Rules.swift"
};
static const unsigned char file_89[] = {
#embed "../../plugins/ConnectorSDK/Settings/SettingsReader.swift"
};
static const unsigned char file_90[] = {
#embed "../../plugins/ConnectorSDK/Text/ConstantTime.swift"
};
static const unsigned char file_91[] = {
#embed "../../plugins/ConnectorSDK/Text/HMACSHA256.swift"
};
static const unsigned char file_92[] = {
#embed "../../plugins/ConnectorSDK/Text/HTMLReader.swift"
};
static const unsigned char file_93[] = {
#embed "../../plugins/ConnectorSDK/Text/MarkdownReader.swift"
};
static const unsigned char file_94[] = {
#embed "../../plugins/ConnectorSDK/Text/PercentEncoding.swift"
};
static const unsigned char file_95[] = {
#embed "../../plugins/ConnectorSDK/Text/PlatformJSON.swift"
};
static const unsigned char file_96[] = {
#embed "../../plugins/ConnectorSDK/Text/RichText+Plain.swift"
};
static const unsigned char file_97[] = {
#embed "../../plugins/ConnectorSDK/Text/RichText.swift"
};
static const unsigned char file_98[] = {
#embed "../../plugins/ConnectorSDK/Text/SHA256.swift"
};
static const unsigned char file_99[] = {
#embed "../../plugins/ConnectorSDK/Text/TextSplitter.swift"
};
static const unsigned char file_100[] = {
#embed "../../plugins/ConnectorTesting/FakeHost+Changes.swift"
};
static const unsigned char file_101[] = {
#embed "../../plugins/ConnectorTesting/FakeHost+Messages.swift"
};
static const unsigned char file_102[] = {
#embed "../../plugins/ConnectorTesting/FakeHost.swift"
};
static const unsigned char file_103[] = {
#embed "../../plugins/ConnectorTesting/FakeHostReader.swift"
};
static const unsigned char file_104[] = {
#embed "../../plugins/ConnectorTesting/FakeHostRegistry.swift"
};
static const unsigned char file_105[] = {
#embed "../../plugins/ConnectorTesting/FakeHostState.swift"
};
static const unsigned char file_106[] = {
#embed "../../plugins/ConnectorTesting/FakeHostTable.swift"
};
static const unsigned char file_107[] = {
#embed "../../plugins/ConnectorTesting/RecordedRequest.swift"
};
static const unsigned char file_108[] = {
#embed "../../plugins/ConnectorTesting/ScriptedAnswer.swift"
};
static const unsigned char file_109[] = {
#embed "../../plugins/ConnectorTesting/WebhookEnding.swift"
};
static const unsigned char file_110[] = {
#embed "../../Sources/JSON/JSONError.swift"
};
static const unsigned char file_111[] = {
#embed "../../Sources/JSON/JSONObject.swift"
};
static const unsigned char file_112[] = {
#embed "../../Sources/JSON/JSONParser.swift"
};
static const unsigned char file_113[] = {
#embed "../../Sources/JSON/JSONValue.swift"
};
static const unsigned char file_114[] = {
#embed "../../Sources/JSON/JSONWriter.swift"
};

static const project_file files[] = {
    {"c/Makefile", file_0, sizeof file_0},
    {"c/connector.c", file_1, sizeof file_1},
    {"c/test.c", file_2, sizeof file_2},
    {"c/vendor/chat4all/connector.h", file_3, sizeof file_3},
    {"c/vendor/chat4all/hmac.h", file_4, sizeof file_4},
    {"c/vendor/chat4all/http.h", file_5, sizeof file_5},
    {"c/vendor/chat4all/json.h", file_6, sizeof file_6},
    {"c/vendor/chat4all/test_host.h", file_7, sizeof file_7},
    {"common/.gitignore", file_8, sizeof file_8},
    {"common/README.md", file_9, sizeof file_9},
    {"common/channels.yaml", file_10, sizeof file_10},
    {"common/service.py", file_11, sizeof file_11},
    {"common/settings.yaml", file_12, sizeof file_12},
    {"common/verify/callbacks/delivered.json", file_13, sizeof file_13},
    {"common/verify/callbacks/message.json", file_14, sizeof file_14},
    {"common/verify/callbacks/something_else.json", file_15, sizeof file_15},
    {"common/verify/verify.json", file_16, sizeof file_16},
    {"rust/Cargo.toml", file_17, sizeof file_17},
    {"rust/Makefile", file_18, sizeof file_18},
    {"rust/src/lib.rs", file_19, sizeof file_19},
    {"rust/tests/connector.rs", file_20, sizeof file_20},
    {"rust/vendor/chat4all-connector/Cargo.toml", file_21, sizeof file_21},
    {"rust/vendor/chat4all-connector/src/border.rs", file_22, sizeof file_22},
    {"rust/vendor/chat4all-connector/src/event.rs", file_23, sizeof file_23},
    {"rust/vendor/chat4all-connector/src/failure.rs", file_24, sizeof file_24},
    {"rust/vendor/chat4all-connector/src/ffi.rs", file_25, sizeof file_25},
    {"rust/vendor/chat4all-connector/src/hmac.rs", file_26, sizeof file_26},
    {"rust/vendor/chat4all-connector/src/host.rs", file_27, sizeof file_27},
    {"rust/vendor/chat4all-connector/src/http.rs", file_28, sizeof file_28},
    {"rust/vendor/chat4all-connector/src/json.rs", file_29, sizeof file_29},
    {"rust/vendor/chat4all-connector/src/lib.rs", file_30, sizeof file_30},
    {"rust/vendor/chat4all-connector/src/messages.rs", file_31, sizeof file_31},
    {"rust/vendor/chat4all-connector/src/operations.rs", file_32, sizeof file_32},
    {"rust/vendor/chat4all-connector/src/plugin.rs", file_33, sizeof file_33},
    {"rust/vendor/chat4all-connector/src/sending.rs", file_34, sizeof file_34},
    {"rust/vendor/chat4all-connector/src/settings.rs", file_35, sizeof file_35},
    {"rust/vendor/chat4all-connector/src/testing.rs", file_36, sizeof file_36},
    {"rust/vendor/chat4all-connector/src/timer.rs", file_37, sizeof file_37},
    {"rust/vendor/chat4all-connector/src/webhook.rs", file_38, sizeof file_38},
    {"swift/Makefile", file_39, sizeof file_39},
    {"swift/Package.swift", file_40, sizeof file_40},
    {"swift/Sources/Connector/NewChannelConnector.swift", file_41, sizeof file_41},
    {"swift/Sources/Plugin/Entry.swift", file_42, sizeof file_42},
    {"swift/Tests/NewChannelConnectorTests.swift", file_43, sizeof file_43},
    {"swift/connector.map", file_44, sizeof file_44},
    {"swift/vendor/chat4all/Package.swift", file_45, sizeof file_45},
    {"swift/vendor/chat4all/Sources/CConnectorABI/abi.c", file_46, sizeof file_46},
    {"swift/vendor/chat4all/Sources/CConnectorABI/include/chat4all/connector.h", file_47, sizeof file_47},
    {"swift/vendor/chat4all/Sources/CConnectorABI/include/module.modulemap", file_48, sizeof file_48},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Border/BorderArena+Structs.swift", file_49, sizeof file_49},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Border/BorderArena.swift", file_50, sizeof file_50},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Border/BorderStruct.swift", file_51, sizeof file_51},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Border/BorderText.swift", file_52, sizeof file_52},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Connector.swift", file_53, sizeof file_53},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/ConnectorDescription.swift", file_54, sizeof file_54},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/ConnectorError.swift", file_55, sizeof file_55},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/ConnectorSlots.swift", file_56, sizeof file_56},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/DescriptorWriter.swift", file_57, sizeof file_57},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/Abortion.swift", file_58, sizeof file_58},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/CurrentOperation.swift", file_59, sizeof file_59},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/Host+Completion.swift", file_60, sizeof file_60},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/Host+Files.swift", file_61, sizeof file_61},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/Host+HTTP.swift", file_62, sizeof file_62},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/Host+Parts.swift", file_63, sizeof file_63},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/Host+State.swift", file_64, sizeof file_64},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/Host.swift", file_65, sizeof file_65},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/HostTable.swift", file_66, sizeof file_66},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/InstanceExecutor.swift", file_67, sizeof file_67},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Host/PendingAnswer.swift", file_68, sizeof file_68},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Instance+Operations.swift", file_69, sizeof file_69},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Instance.swift", file_70, sizeof file_70},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/Change.swift", file_71, sizeof file_71},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/Event.swift", file_72, sizeof file_72},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/EventAttachment.swift", file_73, sizeof file_73},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/FileMessage.swift", file_74, sizeof file_74},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/HTTPHeader.swift", file_75, sizeof file_75},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/HTTPRequest.swift", file_76, sizeof file_76},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/HTTPResponse.swift", file_77, sizeof file_77},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/Sent.swift", file_78, sizeof file_78},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/TextFormat.swift", file_79, sizeof file_79},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/TextMessage.swift", file_80, sizeof file_80},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/WebhookAnswer.swift", file_81, sizeof file_81},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Messages/WebhookRequest.swift", file_82, sizeof file_82},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Operations.swift", file_83, sizeof file_83},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/OperationsWriter.swift", file_84, sizeof file_84},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Plugin.swift", file_85, sizeof file_85},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Settings/BaseURL.swift", file_86, sizeof file_86},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Settings/ConnectorSettings.swift", file_87, sizeof file_87},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Settings/SettingsReader+Rules.swift", file_88, sizeof file_88},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Settings/SettingsReader.swift", file_89, sizeof file_89},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/ConstantTime.swift", file_90, sizeof file_90},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/HMACSHA256.swift", file_91, sizeof file_91},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/HTMLReader.swift", file_92, sizeof file_92},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/MarkdownReader.swift", file_93, sizeof file_93},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/PercentEncoding.swift", file_94, sizeof file_94},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/PlatformJSON.swift", file_95, sizeof file_95},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/RichText+Plain.swift", file_96, sizeof file_96},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/RichText.swift", file_97, sizeof file_97},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/SHA256.swift", file_98, sizeof file_98},
    {"swift/vendor/chat4all/Sources/ConnectorSDK/Text/TextSplitter.swift", file_99, sizeof file_99},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/FakeHost+Changes.swift", file_100, sizeof file_100},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/FakeHost+Messages.swift", file_101, sizeof file_101},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/FakeHost.swift", file_102, sizeof file_102},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/FakeHostReader.swift", file_103, sizeof file_103},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/FakeHostRegistry.swift", file_104, sizeof file_104},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/FakeHostState.swift", file_105, sizeof file_105},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/FakeHostTable.swift", file_106, sizeof file_106},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/RecordedRequest.swift", file_107, sizeof file_107},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/ScriptedAnswer.swift", file_108, sizeof file_108},
    {"swift/vendor/chat4all/Sources/ConnectorTesting/WebhookEnding.swift", file_109, sizeof file_109},
    {"swift/vendor/chat4all/Sources/JSON/JSONError.swift", file_110, sizeof file_110},
    {"swift/vendor/chat4all/Sources/JSON/JSONObject.swift", file_111, sizeof file_111},
    {"swift/vendor/chat4all/Sources/JSON/JSONParser.swift", file_112, sizeof file_112},
    {"swift/vendor/chat4all/Sources/JSON/JSONValue.swift", file_113, sizeof file_113},
    {"swift/vendor/chat4all/Sources/JSON/JSONWriter.swift", file_114, sizeof file_114},
};

const project_file *project_file_at(size_t number) {
  return number < sizeof files / sizeof *files ? &files[number] : NULL;
}
