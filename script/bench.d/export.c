/* The yardstick of the xlsx export: the same rows written by a plain C program with libxlsxwriter, in
 * constant-memory mode, with the typed cells, header, frozen header, filter and widths that Kevre writes.
 *
 *   export TYPES OUTPUT.xlsx < ROWS.tsv
 *
 * ROWS.tsv is what PostgreSQL's COPY TO STDOUT gives, its first line the titles. TYPES has a letter a column:
 * t text, i integer, m money in cents, d date as 2026-03-12. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { MAXIMUM_COLUMNS = 64 };

static void check(lxw_error error) {
    if (error != LXW_NO_ERROR) {
        fprintf(stderr, "export: %s\n", lxw_strerror(error));
        exit(1);
    }
}

/* Undoes COPY's backslash escapes in place. */
static void unescape(char *text) {
    char *out = text;
    for (char *in = text; *in; in++) {
        if (*in != '\\' || in[1] == '\0') {
            *out++ = *in;
            continue;
        }
        in++;
        *out++ = *in == 'n' ? '\n' : *in == 't' ? '\t' : *in == 'r' ? '\r' : *in;
    }
    *out = '\0';
}

int main(int count, char **arguments) {
    if (count != 3 || strlen(arguments[1]) > MAXIMUM_COLUMNS) {
        fprintf(stderr, "usage: export TYPES OUTPUT.xlsx < ROWS.tsv\n");
        return 64;
    }
    const char *types = arguments[1];
    const size_t columns = strlen(types);

    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_workbook *book = workbook_new_opt(arguments[2], &options);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "Dossiers");
    if (!sheet) return 1;
    lxw_format *title = workbook_add_format(book);
    format_set_bold(title);
    lxw_format *money = workbook_add_format(book);
    format_set_num_format(money, "#,##0.00 \"€\"");
    lxw_format *date = workbook_add_format(book);
    format_set_num_format(date, "dd/mm/yyyy");

    for (size_t column = 0; column < columns; column++) {
        lxw_format *format = types[column] == 'm' ? money : types[column] == 'd' ? date : NULL;
        check(worksheet_set_column(sheet, column, column, types[column] == 't' ? 24 : 14, format));
    }
    worksheet_freeze_panes(sheet, 1, 0);

    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    lxw_row_t row = 0;
    while ((length = getline(&line, &capacity, stdin)) > 0) {
        if (line[length - 1] == '\n') line[length - 1] = '\0';
        char *rest = line;
        for (size_t column = 0; column < columns && rest; column++) {
            char *field = strsep(&rest, "\t");
            if (strcmp(field, "\\N") == 0 || *field == '\0') continue;
            if (row == 0) {
                check(worksheet_write_string(sheet, row, column, field, title));
                continue;
            }
            switch (types[column]) {
            case 'i':
                check(worksheet_write_number(sheet, row, column, strtod(field, NULL), NULL));
                break;
            case 'm':
                check(worksheet_write_number(sheet, row, column, strtod(field, NULL) / 100, money));
                break;
            case 'd': {
                lxw_datetime day = {0};
                if (sscanf(field, "%d-%d-%d", &day.year, &day.month, &day.day) != 3) return 65;
                check(worksheet_write_datetime(sheet, row, column, &day, date));
                break;
            }
            default:
                unescape(field);
                check(worksheet_write_string(sheet, row, column, field, NULL));
            }
        }
        row++;
    }
    free(line);
    if (row > 0) check(worksheet_autofilter(sheet, 0, 0, row - 1, columns - 1));
    check(workbook_close(book));
    return 0;
}
