// The tables of inputs and outputs in the READMEs, out of variables.tf and outputs.tf.
const fs = require("node:fs");
const path = require("node:path");
const { parse } = require("@cdktf/hcl2json");

const begin = "<!-- inputs and outputs -->";
const end = "<!-- end of inputs and outputs -->";

const read = async (file) => (fs.existsSync(file) ? parse(file, fs.readFileSync(file, "utf8")) : {});
const cell = (text) => String(text ?? "").replaceAll("|", "\\|").replaceAll("\n", " ");

// An object's attributes are for variables.tf; here it is an object.
function typeOf(text) {
  const bare = String(text ?? "any").replace(/^\$\{|\}$/g, "").replace(/\s+/g, " ");
  const object = bare.indexOf("object(");
  return object < 0 ? bare : bare.slice(0, object) + "object" + ")".repeat(bare.slice(0, object).split("(").length - 1);
}

function defaultOf(variable) {
  if (!("default" in variable)) return "required";
  const value = variable.default;
  return value === null ? "none" : "`" + JSON.stringify(value) + "`";
}

function tables(variables, outputs) {
  const names = Object.keys(variables);
  const required = names.filter((name) => !("default" in variables[name][0])).sort();
  const others = names.filter((name) => "default" in variables[name][0]).sort();
  const rows = [...required, ...others].map((name) => {
    const variable = variables[name][0];
    return `| \`${name}\` | ${cell(typeOf(variable.type))} | ${cell(defaultOf(variable))} | ${cell(variable.description)} |`;
  });
  const results = Object.keys(outputs).sort().map((name) => `| \`${name}\` | ${cell(outputs[name][0].description)} |`);
  return [
    "| input | type | default | |", "|---|---|---|---|", ...rows, "",
    "| output | |", "|---|---|", ...results,
  ].join("\n");
}

async function main() {
  const check = process.argv.includes("--check");
  let stale = 0;
  for (const kind of ["modules", "examples"]) {
    for (const name of fs.existsSync(kind) ? fs.readdirSync(kind).sort() : []) {
      const readme = path.join(kind, name, "README.md");
      const { variable = {} } = await read(path.join(kind, name, "variables.tf"));
      const { output = {} } = await read(path.join(kind, name, "outputs.tf"));
      const text = fs.existsSync(readme) ? fs.readFileSync(readme, "utf8") : "";
      const from = text.indexOf(begin);
      const to = text.indexOf(end);
      if (from < 0 || to < from) {
        console.error(`${readme} has no place for its tables: ${begin} and ${end}`);
        stale++;
        continue;
      }
      const current = text.slice(0, from) + begin + "\n" + tables(variable, output) + "\n" + text.slice(to);
      if (current === text) continue;
      if (check) {
        console.error(`${readme} is not current: run terraform/tables`);
        stale++;
      } else {
        fs.writeFileSync(readme, current);
        console.log(`${readme} is written`);
      }
    }
  }
  process.exitCode = stale > 0 ? 1 : 0;
}

main();
