import type { Tenant } from '../tenant';

/** Puts a legal PDF to each invoice that a tenant holds: one page that a viewer opens, and that says which invoice it is. */
export function putLegalPdfs(tenant: Tenant): void {
  for (const { id } of tenant.records('invoices')) {
    tenant.files.put(`invoices/${id}/legal_invoice_pdf`, {
      filename: `invoice-${id}.pdf`,
      contentType: 'application/pdf',
      content: pagePdf(`Invoice ${id}`),
    });
  }
}

/** A PDF of one page with a line of text, in ASCII. */
export function pagePdf(line: string): Buffer {
  const text = `BT /F1 24 Tf 72 770 Td (${line.replace(/[()\\]/g, '\\$&')}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = '%PDF-1.4\n';
  // Where each object begins: the table at the end says it to the viewer.
  const offsets = objects.map((object, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`;
  return Buffer.from(pdf + table + trailer, 'latin1');
}
