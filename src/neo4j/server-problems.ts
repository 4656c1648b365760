import { DomainError, type Text } from "../errors.js";

const waysOut: Text = {
  zh: "三种办法任选其一：安装 JDK 17 或更高版本（并有 Maven，或让 NEO4J_HOME 指向 Neo4j 5.26）；运行 docker compose up；用 NEO4J_URI 指向已有的 Neo4j 5。",
  en: "Any of three ways will do: a JDK 17 or later (with Maven, or NEO4J_HOME naming a Neo4j 5.26); docker compose up; or NEO4J_URI naming a Neo4j 5 that runs already.",
};

/** Why the local server can't start, each with what to do about it: one sentence, no stack. */
export const serverProblems = {
  noJava: () =>
    unavailable({
      zh: `找不到可用的 Java，无法启动自带的 Neo4j。${waysOut.zh}`,
      en: `No working Java was found to start the service's own Neo4j with. ${waysOut.en}`,
    }),
  oldJava: (version: string) =>
    unavailable({
      zh: `这台机器上的 Java 是 ${version}，自带的 Neo4j 需要 17 或更高版本。${waysOut.zh}`,
      en: `The Java on this machine is ${version}; the service's own Neo4j needs 17 or later. ${waysOut.en}`,
    }),
  noMaven: () =>
    unavailable({
      zh: `第一次启动要用 Maven 下载 Neo4j，但找不到 mvn 命令。${waysOut.zh}`,
      en: `The first start fetches Neo4j by Maven, but there is no mvn command. ${waysOut.en}`,
    }),
  mavenFailed: (lastLine: string) =>
    unavailable({
      zh: `Maven 下载 Neo4j 失败（${lastLine}）；检查网络后重新运行即可续传。${waysOut.zh}`,
      en: `Maven could not fetch Neo4j (${lastLine}); check the network and run the command again. ${waysOut.en}`,
    }),
  noJars: (home: string) =>
    unavailable({
      zh: `NEO4J_HOME（${home}）里没有 Neo4j 5.26 的 jar 文件；它应是 Neo4j 5.26 发行版的文件夹，或存放其 jar 的文件夹。`,
      en: `NEO4J_HOME (${home}) holds no jars of Neo4j 5.26; it should be a Neo4j 5.26 distribution or a folder of its jars.`,
    }),
  notWritable: (folder: string) =>
    unavailable({
      zh: `无法写入文件夹 ${folder}；请检查权限和磁盘空间，或用 ZHIMAI_HOME 指定别处。`,
      en: `The folder ${folder} cannot be written; check its permissions and the free space, or name another with ZHIMAI_HOME.`,
    }),
  diskFull: (folder: string) =>
    unavailable({
      zh: `磁盘已满（剩余不足 200 MB），数据库无法在 ${folder} 启动；请清出空间，或用 ZHIMAI_HOME 指定别处的文件夹。`,
      en: `The disk is full (less than 200 MB are left): the database cannot start in ${folder}; free some space, or name a folder elsewhere with ZHIMAI_HOME.`,
    }),
  damaged: (folder: string) =>
    unavailable({
      zh: `${folder} 里的数据已损坏，数据库打不开；请恢复备份，或把这个文件夹移走后重新启动（将得到一个空的数据库）。`,
      en: `The data in ${folder} is damaged and the database cannot open it; restore a backup, or move this folder away and start again with an empty database.`,
    }),
  locked: (folder: string) =>
    unavailable({
      zh: `另一个进程正在使用 ${folder} 里的数据；请先结束它，或用 ZHIMAI_HOME 指定别的文件夹。`,
      en: `Another process is using the data in ${folder}; end it first, or name another folder with ZHIMAI_HOME.`,
    }),
  failed: (reason: string, log: string) =>
    unavailable({
      zh: `自带的 Neo4j 没能启动（${reason}）；详情见 ${log}。${waysOut.zh}`,
      en: `The service's own Neo4j did not start (${reason}); see ${log}. ${waysOut.en}`,
    }),
  unreachable: (uri: string) =>
    unavailable({
      zh: `连不上 NEO4J_URI 指定的数据库 ${uri}；请检查地址，以及那里的 Neo4j 是否在运行。`,
      en: `The database named by NEO4J_URI, ${uri}, cannot be reached; check the address, and that Neo4j is running there.`,
    }),
  unauthorised: (uri: string) =>
    unavailable({
      zh: `数据库 ${uri} 不接受这个用户名和密码；请检查 NEO4J_USERNAME 和 NEO4J_PASSWORD。`,
      en: `The database ${uri} does not accept this user name and password; check NEO4J_USERNAME and NEO4J_PASSWORD.`,
    }),
} as const;

function unavailable(text: Text): DomainError {
  return new DomainError("UNAVAILABLE", text);
}
